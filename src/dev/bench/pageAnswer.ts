/** A long answer as people ask for them: a whole file of code, then a table and lists with code in their items. */
export const longAnswer = (): string =>
  [
    "Here is the whole file. It keeps **one** entry for each key, see `store.ts`.\n",
    `\`\`\`typescript\n${file(300)}\n\`\`\`\n`,
    "What each part costs:\n",
    table(20),
    "To put it in place:\n",
    steps(12),
    "Please note:\n",
    points(25),
    "That is all there is to it.\n",
  ].join("\n");

/** `lines` lines of code with comments, texts over several lines, and nothing that repeats exactly. */
function file(lines: number): string {
  const part = (n: number): string => `/**
 * Entry ${n} of the store: what was read, when, and for whom.
 * Never throws; an entry that is too old is read again.
 */
export async function readEntry${n}(key: string, { retries = ${n % 7}, signal }: Options = {}): Promise<Entry | undefined> {
  const path = join(root, \`entry-\${key}-${n}.json\`);
  for (let attempt = 0; attempt <= retries; attempt++) {
    if (signal?.aborted) throw new Error("stopped while reading entry ${n}");
    try {
      return parseEntry(await readFile(path, "utf8"), ${n * 31}); // the second number is its version
    } catch (error) {
      if (attempt === retries || !/EBUSY|EAGAIN/.test(String(error))) return undefined;
    }
  }
}
`;
  const parts: string[] = [];
  for (let n = 1; parts.join("\n").split("\n").length < lines; n++) parts.push(part(n));
  return parts.join("\n").split("\n").slice(0, lines).join("\n");
}

const table = (rows: number): string =>
  ["| part | file | time | note |", "| --- | --- | ---: | --- |"]
    .concat(
      numbers(rows).map(
        (n) => `| **part ${n}** | \`src/part${n}.ts\` | ${n * 3} ms | runs once in \`open()\` |`,
      ),
    )
    .join("\n") + "\n";

const steps = (count: number): string =>
  numbers(count)
    .map(
      (n) =>
        `${n}. Change \`src/part${n}.ts\`, which is called *once* a second:\n\n   \`\`\`ts\n   const part${n} = open(${n});\n   await part${n}.close();\n   \`\`\`\n\n   Then run the tests of part ${n}.\n`,
    )
    .join("\n");

const points = (count: number): string =>
  numbers(count)
    .map(
      (n) =>
        `- **Point ${n}**: it matters, see \`point${n}()\`\n  - and so does what follows from it\n`,
    )
    .join("");

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

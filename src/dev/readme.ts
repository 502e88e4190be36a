import { readFileSync, writeFileSync } from "node:fs";

interface Contributes {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly keybindings: readonly { readonly command: string; readonly key: string }[];
  readonly configuration: {
    readonly properties: Readonly<
      Record<string, { readonly default: unknown; readonly description: string }>
    >;
  };
}

/** The README with its tables of commands and settings made anew from package.json and package.nls.json. */
export function readmeWithTables(): string {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: Contributes;
  };
  const words = JSON.parse(readFileSync("package.nls.json", "utf8")) as Record<string, string>;
  const text = (key: string): string => words[key.slice(1, -1)] ?? key;
  const keyOf = (command: string): string =>
    contributes.keybindings
      .filter((binding) => binding.command === command)
      .map(({ key }) => `\`${key}\``)
      .join(", ");

  const commands = [
    "| command | id | key |",
    "| --- | --- | --- |",
    ...contributes.commands.map(
      ({ command, title }) => `| Hearth: ${text(title)} | \`${command}\` | ${keyOf(command)} |`,
    ),
  ];
  const settings = [
    "| setting | default | what it does |",
    "| --- | --- | --- |",
    ...Object.entries(contributes.configuration.properties).map(
      ([id, { default: value, description }]) =>
        `| \`${id}\` | \`${JSON.stringify(value)}\` | ${text(description)} |`,
    ),
  ];
  return withTable(
    withTable(readFileSync("README.md", "utf8"), "commands", commands),
    "settings",
    settings,
  );
}

function withTable(readme: string, name: string, lines: readonly string[]): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [before, rest] = split(readme, start);
  const [, after] = split(rest, end);
  return `${before}${start}\n${lines.join("\n")}\n${end}${after}`;
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`README.md lacks the line ${mark}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

if (process.argv[1]?.endsWith("readme.mjs")) writeFileSync("README.md", readmeWithTables());

import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { UserError } from "../../platform/errors.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { toTag } from "../adding/fromHub.ts";
import { templates } from "./predictorTemplates.ts";

/**
 * Writes a predictor that runs as it is: predictor.json, index.mjs and a README. Answers its manifest.
 * @throws {UserError} when the folder already holds something
 */
export async function writeNewPredictor(kind: Kind, folder: string): Promise<Manifest> {
  if (existsSync(folder) && (await readdir(folder)).length)
    throw new UserError(`${folder} is not empty. Name a folder that is not there yet.`);
  const name = basename(folder);
  const manifest: Manifest = {
    tag: toTag("you", name),
    kind,
    engine: "./index.mjs",
    title: name,
    description: does[kind],
    licence: { id: "MIT" },
    languages: ["en"],
    files: [],
    memory: 0,
    options: kind === "speech" ? { voices: ["low", "high"] } : {},
  };
  await mkdir(folder, { recursive: true });
  const json = `${JSON.stringify(manifest, undefined, 2)}\n`;
  await writeFile(join(folder, "predictor.json"), json);
  await writeFile(join(folder, "index.mjs"), templates[kind]);
  await writeFile(join(folder, "README.md"), readme(manifest));
  return manifest;
}

const does: Readonly<Record<Kind, string>> = {
  chat: "Says the last message again, word by word.",
  embedding: "Counts the groups of three letters of a text.",
  speech: "Says every letter as a beep.",
};

const tries: Readonly<Record<Kind, (tag: string) => string>> = {
  chat: (tag) => `hearth --predictors . chat -m ${tag} "Hello"`,
  embedding: (tag) => `echo "some text" | hearth --predictors . embed -m ${tag} --json`,
  speech: (tag) => `hearth --predictors . speak "Hello" -m ${tag} --voice low --output hello.wav`,
};

const readme = ({ tag, title, kind }: Manifest): string => `# ${title}

A predictor for Hearth, of the kind ${kind}. \`predictor.json\` says what it is, \`index.mjs\` what it does.

\`\`\`sh
hearth check .
${tries[kind](tag)}
\`\`\`

In the editor, name this folder in the setting \`hearth.predictors.folders\`; **Hearth: Check Predictor** holds it
against the contract and shows what is broken in Problems. After a change, stop the model in the Models view: the next
use starts it anew.
`;

import { join, resolve } from "node:path";
import { UserError } from "../platform/errors.ts";
import { readJson } from "../platform/files.ts";
import { checkPredictor, type Finding } from "../predictor/check/check.ts";
import { UsageError } from "./failure.ts";
import { known } from "./modelFacts.ts";
import { jsonOption } from "./options.ts";
import type { Offer, Session } from "./session.ts";
import { print, printJson } from "./terminal.ts";

interface CheckOptions {
  readonly json?: boolean;
}

export const offerCheck: Offer = (program, session) => {
  program
    .command("check")
    .description(
      "Hold a predictor against the contract, rule by rule. Fails when a rule is broken.",
    )
    .argument("<predictor>", "a tag, or a folder with predictor.json")
    .addOption(jsonOption("the findings"))
    .action((predictor: string, options: CheckOptions) => check(predictor, options, session));
};

async function check(target: string, { json }: CheckOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const folder = target.startsWith("@") ? undefined : resolve(target);
  const tag = folder === undefined ? target : await tagIn(folder);
  const { models, predictors } = session.hearth({ folders: folder === undefined ? [] : [folder] });
  const manifest = await known(models, tag);
  const { kind } = manifest;
  await models.recheck(manifest, signal);
  const { signature } = await predictors.load(tag, signal);
  const run: Parameters<typeof checkPredictor>[0]["run"] = (values, own) =>
    predictors.run(tag, values, own);
  const findings: Finding[] = [];
  for await (const finding of checkPredictor({ tag, kind, signature, run }, signal)) {
    findings.push(finding);
    if (!json) await print(terminal, inWords(finding), signal);
  }
  if (json) await printJson(terminal, { tag, kind, findings }, signal);
  const broken = findings.filter(({ outcome }) => outcome === "broken").length;
  if (broken)
    throw new UserError(
      `${tag} breaks ${broken === 1 ? "a rule" : `${broken} rules`} of the contract. Mend what is marked ✖.`,
    );
}

/** @throws {UsageError} when the folder holds no predictor */
async function tagIn(folder: string): Promise<string> {
  const path = join(folder, "predictor.json");
  const manifest = await readJson(path).catch(() => {
    throw new UserError(`${path} is not JSON. Correct it and check again.`);
  });
  if (manifest === undefined)
    throw new UsageError(
      `There is no ${path}. Name a folder with a predictor, or a tag such as @owner/name.`,
    );
  const { tag } = (manifest ?? {}) as { readonly tag?: unknown };
  if (typeof tag === "string") return tag;
  throw new UserError(`${path} has no tag. Add one, such as "@owner/name".`);
}

const marks = { kept: "✔", broken: "✖", skipped: "–" } as const;

const inWords = ({ rule, outcome, text, message }: Finding): string =>
  `${marks[outcome]} ${rule.padEnd(4)}${text}${message === undefined ? "" : ` (${message})`}\n`;

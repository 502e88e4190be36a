import type { Command } from "commander";
import { onDisk, type InstallState } from "../models/models.ts";
import { sizeOf } from "../models/size.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { factsOf, known } from "./modelFacts.ts";
import { offerAdding } from "./modelsAdd.ts";
import { offerBundles } from "./modelsBundle.ts";
import { offerShowing } from "./modelsShow.ts";
import { checkQuota, offerCleaning, quotaOption } from "./modelsSpace.ts";
import { UsageError } from "./failure.ts";
import { jsonOption, kinds } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Offer, Session } from "./session.ts";
import { columns, note, print, printJson } from "./terminal.ts";

interface JsonOption {
  readonly json?: boolean;
}

interface DownloadOptions extends JsonOption {
  readonly quotaGb?: number;
}

export const offerModels: Offer = (program, session) => {
  const models = program
    .command("models")
    .description("What is known, and what is on this machine.");
  models
    .command("list", { isDefault: true })
    .description("list the models")
    .allowExcessArguments()
    .addOption(jsonOption("them"))
    .action((options: JsonOption, { args: [other] }: Command) => {
      if (other === undefined) return list(options, session);
      // what is no command here comes to this one, for it is the default
      const commands = models.commands.map((command) => command.name());
      throw new UsageError(`There is no "hearth models ${other}", but: ${commands.join(", ")}.`);
    });
  models
    .command("download")
    .description("fetch a model; what a broken download left is used again")
    .argument("<tag>", "such as @hearth/smollm2-135m-instruct")
    .addOption(quotaOption())
    .addOption(jsonOption("where it lies"))
    .action((tag: string, options: DownloadOptions) => download(tag, options, session));
  models
    .command("remove")
    .description("delete a model's files")
    .argument("<tag>")
    .addOption(jsonOption("what was deleted"))
    .action((tag: string, options: JsonOption) => remove(tag, options, session));
  offerShowing(models, session);
  offerAdding(models, session);
  offerBundles(models, session);
  offerCleaning(models, session);
};

async function list({ json }: JsonOption, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { models, modelsFolder } = session.hearth();
  const rows = await Promise.all(
    (await models.list()).map(async (manifest) => ({
      manifest,
      state: await models.state(manifest),
    })),
  );
  if (json) return printJson(terminal, rows.map(toJson), signal);
  const cells = rows
    .toSorted(inOrder)
    .map(({ manifest, state }) => [
      manifest.tag,
      manifest.kind,
      ...(manifest.host ? ["remote", "", ""] : factsOf(manifest, state)),
    ]);
  await print(terminal, columns([["MODEL", "KIND", "STATE", "SIZE", "LICENCE"], ...cells]), signal);
  const bytes = rows.reduce((sum, { state }) => sum + onDisk(state), 0);
  if (bytes) note(terminal, `${sizeOf(bytes)} on the disk, in ${modelsFolder}`);
  note(terminal, "Does one fit this machine, and how quick is it? hearth models show <model>");
}

interface Row {
  readonly manifest: Manifest;
  readonly state: InstallState;
}

/** By what they do, those that are here first, then the smaller ones. */
const inOrder = (a: Row, b: Row): number =>
  kinds.indexOf(a.manifest.kind) - kinds.indexOf(b.manifest.kind) ||
  Number(b.state.kind === "installed") - Number(a.state.kind === "installed") ||
  a.state.bytes - b.state.bytes;

const toJson = ({ manifest, state }: Row): object => {
  const { tag, kind, title, licence: terms, languages } = manifest;
  const about = state.kind !== "installed" && state.about && { about: true };
  const { bytes } = state;
  return { tag, kind, title, state: state.kind, bytes, ...about, licence: terms, languages };
};

async function download(
  tag: string,
  { json, quotaGb }: DownloadOptions,
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  const { models } = session.hearth();
  const manifest = await known(models, tag);
  await checkQuota(models, manifest, quotaGb);
  const { id, note: why } = manifest.licence;
  if (why) note(terminal, `Licence of ${manifest.title}: ${id}. ${why}`);
  const progress = showProgress(terminal);
  try {
    for await (const { done, bytes, doing } of models.install(manifest, signal))
      progress.show({ part: bytes ? done / bytes : 1, doing });
  } catch (error) {
    if (signal.aborted) note(terminal, "Stopped. What was fetched is kept: run it again to go on.");
    throw error;
  } finally {
    progress.dispose();
  }
  const folder = models.folder(manifest);
  if (json) return printJson(terminal, { tag, folder }, signal);
  note(terminal, `${manifest.title} is on this machine.`);
}

async function remove(tag: string, { json }: JsonOption, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { models } = session.hearth();
  const manifest = await known(models, tag);
  const state = await models.state(manifest);
  const bytes = onDisk(state);
  await models.remove(manifest);
  if (json) return printJson(terminal, { tag, bytes }, signal);
  note(terminal, `${manifest.title} was removed: ${sizeOf(bytes)} are free again.`);
}

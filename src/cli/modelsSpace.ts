import { type Command, InvalidArgumentError, Option } from "commander";
import { leftovers, removeLeftover, type Leftover } from "../models/leftovers.ts";
import type { Models } from "../models/models.ts";
import { crowded } from "../models/quota.ts";
import { sizeOf } from "../models/size.ts";
import { UserError } from "../platform/errors.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { jsonOption } from "./options.ts";
import type { Session } from "./session.ts";
import { columns, note, print, printJson } from "./terminal.ts";

interface CleanOptions {
  readonly json?: boolean;
  readonly remove?: boolean;
  readonly half?: boolean;
}

const kinds = {
  unknown: "no list names it any more",
  half: "half a download",
  temporary: "left by a download that was killed",
} as const satisfies Record<Leftover["kind"], string>;

/** `hearth models clean`: what lies among the models without being one. */
export function offerCleaning(models: Command, session: Session): void {
  models
    .command("clean")
    .description("list what no model needs any more; nothing is deleted without --remove")
    .option("--remove", "delete it, but for half downloads, which can be gone on with")
    .option("--half", "with --remove: half downloads too")
    .addOption(jsonOption("it"))
    .action((options: CleanOptions) => clean(options, session));
}

async function clean({ json, remove, half }: CleanOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { models, modelsFolder } = session.hearth();
  const found = (await leftovers(models, modelsFolder)).map((leftover) => ({
    ...leftover,
    removed: remove === true && (leftover.kind !== "half" || half === true),
  }));
  const going = found.filter(({ removed }) => removed);
  for (const one of going) await removeLeftover(one);
  if (json) return printJson(terminal, found, signal);
  if (!found.length) return note(terminal, "Nothing is left over.");
  const cells = found.map(({ tag, kind, bytes, removed }) => [
    tag,
    sizeOf(bytes),
    kinds[kind],
    removed ? "deleted" : "",
  ]);
  await print(terminal, columns([["MODEL", "SIZE", "WHAT", ""], ...cells]), signal);
  const bytes = going.reduce((sum, one) => sum + one.bytes, 0);
  if (remove) note(terminal, `${sizeOf(bytes)} are free again.`);
  else note(terminal, "Delete it: hearth models clean --remove");
}

/** What all models may take on the disk, gigabytes; 0 for no limit. */
export const quotaOption = (): Option =>
  new Option("--quota-gb <number>", "what all models may take on the disk; more is refused")
    .env("HEARTH_MODELS_QUOTA_GB")
    .argParser((text) => {
      const quota = Number(text);
      if (quota >= 0 && text.trim()) return quota;
      throw new InvalidArgumentError("It is a number of gigabytes, 0 for no limit.");
    });

/** @throws {UserError} when the quota has no room for a model: names those that could go */
export async function checkQuota(models: Models, wanted: Manifest, quotaGb = 0): Promise<void> {
  const found = await crowded(models, wanted, { quota: quotaGb * 1e9, keeps: () => false });
  if (!found) return;
  const spares = found.spares.map(({ manifest, bytes }) => `${manifest.tag} (${sizeOf(bytes)})`);
  throw new UserError(
    `${wanted.title} goes ${sizeOf(found.over)} beyond the ${quotaGb} GB that models may take (${sizeOf(found.taken)} are taken). ` +
      (spares.length
        ? `Remove one first, the one that was not used for longest stands in front: ${spares.join(", ")}.`
        : "Allow more with --quota-gb."),
  );
}

import type { Command } from "commander";
import { resolve } from "node:path";
import { exportModels, importModels, type Bundled, type BundleStep } from "../models/bundle.ts";
import { sizeOf } from "../models/size.ts";
import { jsonOption } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Session } from "./session.ts";
import { note, printJson } from "./terminal.ts";

interface JsonOption {
  readonly json?: boolean;
}

/** `hearth models export` and `import`: a folder that carries models to machines without any network. */
export function offerBundles(models: Command, session: Session): void {
  models
    .command("export")
    .description("copy models into a folder, for machines without any network")
    .argument("<folder>", "such as a USB stick; what is there already stays")
    .argument("[tags...]", "which; all that are here when left out")
    .addOption(jsonOption("what was copied"))
    .action(async (folder: string, tags: string[], options: JsonOption) => {
      const { models: known } = session.hearth();
      const chosen = tags.length ? tags : await tagsHere(session);
      const at = resolve(folder);
      const all = exportModels(known, { folder: at, tags: chosen }, session.signal);
      await tell(all, { session, options, did: "exported" });
    });
  models
    .command("import")
    .description("install the models of such a folder, verified by their digests")
    .argument("<folder>")
    .addOption(jsonOption("what was installed"))
    .action(async (folder: string, options: JsonOption) => {
      const { models: known } = session.hearth();
      const all = importModels(known, resolve(folder), session.signal);
      await tell(all, { session, options, did: "imported" });
    });
}

async function tagsHere(session: Session): Promise<string[]> {
  const { models } = session.hearth();
  const tags: string[] = [];
  for (const manifest of await models.list())
    if ((await models.state(manifest)).kind === "installed" && manifest.files.length)
      tags.push(manifest.tag);
  return tags;
}

async function tell(
  all: AsyncIterable<BundleStep>,
  {
    session: { terminal, signal },
    options,
    did,
  }: { readonly session: Session; readonly options: JsonOption; readonly did: string },
): Promise<void> {
  const found: Bundled[] = [];
  const progress = showProgress(terminal);
  try {
    for await (const step of all) {
      if (step.kind === "moving") {
        progress.show({ part: step.bytes ? step.done / step.bytes : 1, doing: step.title });
        continue;
      }
      const { tag, title, bytes } = step;
      found.push({ tag, title, bytes });
      progress.dispose();
      if (!options.json) note(terminal, `${title}: ${did}, ${sizeOf(bytes)}.`);
    }
  } finally {
    progress.dispose();
  }
  if (options.json) await printJson(terminal, found, signal);
  else if (!found.length) note(terminal, "There was no model to be moved.");
}

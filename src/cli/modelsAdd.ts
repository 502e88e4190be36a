import type { Command } from "commander";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { chatModel, encoderModel, offeredBy } from "../models/adding/addModel.ts";
import { fromLocal } from "../models/adding/fromLocal.ts";
import type { GgufChoice } from "../models/adding/fromHub.ts";
import { openHub, toRepoName } from "../models/sources/hubApi.ts";
import { sizeOf } from "../models/size.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { UsageError } from "./failure.ts";
import { jsonOption } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Session } from "./session.ts";
import { note, printJson } from "./terminal.ts";

interface AddOptions {
  readonly json?: boolean;
  readonly quantisation?: string;
}

/** `hearth models add`: any model of the hub or of this machine. */
export function offerAdding(models: Command, session: Session): void {
  models
    .command("add")
    .description("put a model into the list: owner/name at the hub, or a file or folder here")
    .argument("<what>", "such as Qwen/Qwen2.5-Coder-3B-Instruct-GGUF, or ./model.gguf")
    .option("-q, --quantisation <name>", "which file of a repository, such as Q4_K_M")
    .addOption(jsonOption("its tag"))
    .action(async (what: string, options: AddOptions) => {
      const { terminal, signal } = session;
      const { models: known } = session.hearth();
      const isPath = existsSync(what) || /^[./~\\]|^[a-z]:\\|\.(?:gguf|onnx)$/i.test(what);
      const manifest = isPath
        ? await addLocal(resolve(what), session)
        : await fromHub(what, options, session);
      await known.add(manifest);
      if (options.json) return printJson(terminal, { tag: manifest.tag }, signal);
      note(terminal, `${manifest.tag} is in the list. Fetch it: hearth models download ${manifest.tag}`); // prettier-ignore
    });
}

async function addLocal(path: string, { terminal, signal }: Session): Promise<Manifest> {
  if (!existsSync(path)) throw new UsageError(`There is no file or folder ${path}.`);
  const progress = showProgress(terminal);
  try {
    return await fromLocal(path, (part) => progress.show({ part, doing: `reading ${path}` }), signal); // prettier-ignore
  } finally {
    progress.dispose();
  }
}

async function fromHub(what: string, { quantisation }: AddOptions, session: Session) {
  const { web, settings } = session.hearth();
  const repo = await openHub(settings, web).repo(toRepoName(what), session.signal);
  const offered = offeredBy(repo);
  if (offered.kind === "chat") return chatModel(repo, choose(offered.choices, quantisation));
  return encoderModel(repo, { web, settings: settings() }, session.signal);
}

/** @throws {UsageError} with those that there are */
function choose(choices: readonly GgufChoice[], wanted: string | undefined): GgufChoice {
  const found = choices.find(({ quantisation, recommended }) =>
    wanted === undefined
      ? recommended || choices.length === 1
      : quantisation.toLowerCase() === wanted.toLowerCase(),
  );
  if (found) return found;
  const all = choices.map(({ quantisation, bytes }) => `${quantisation} (${sizeOf(bytes)})`);
  throw new UsageError(`Say which with --quantisation. There are: ${all.join(", ")}.`);
}

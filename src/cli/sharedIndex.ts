import type { Command } from "commander";
import { defaultModels } from "../predictor/defaults.ts";
import type { ShareProgress } from "../search/protocol.ts";
import { openDatabase } from "../search/shared/connection.ts";
import { forget } from "../search/shared/push.ts";
import { repositoryName } from "../search/shared/repository.ts";
import { readRepositories } from "../search/shared/store.ts";
import { UsageError } from "./failure.ts";
import { toFolder } from "./files.ts";
import { jsonOption, modelOption } from "./options.ts";
import { showProgress } from "./progress.ts";
import { hasModel, settle } from "./search.ts";
import type { Offer, Session } from "./session.ts";
import { note, print, printJson } from "./terminal.ts";

export const offerIndex: Offer = (program, session) => {
  const index = program
    .command("index")
    .description("A team's shared index, in PostgreSQL with pgvector 0.8 or newer.")
    .addHelpText("after", aboutAddress);
  offerShare(index, session);
  offerList(index, session);
  offerForget(index, session);
};

const aboutAddress = `
An address looks like postgres://user@host/database?sslmode=verify-full. The password is
taken from PGPASSWORD or ~/.pgpass, as psql does.`;

interface ShareCommandOptions {
  readonly model: string;
  readonly name?: string;
  readonly replace?: boolean;
  readonly json?: boolean;
}

function offerShare(index: Command, session: Session): void {
  index
    .command("share")
    .description("Put a folder into the shared index, or bring it up to date there.")
    .argument("<address>", "of the database; its tables are made when they are missing")
    .argument("[folder]", "what is shared", ".")
    .addOption(modelOption("embedding", defaultModels.embedding))
    .option("--name <name>", "its name there; left out: the address of its git repository")
    .option("--replace", "throw away a shared index that was made with another model")
    .addOption(jsonOption("what was sent"))
    .action((address: string, folder: string, options: ShareCommandOptions) =>
      share({ address, folder: toFolder(folder) }, options, session),
    );
}

async function share(
  { address, folder }: { readonly address: string; readonly folder: string },
  { model, name, replace = false, json }: ShareCommandOptions,
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  const hearth = session.hearth();
  checkOnline(hearth.offline);
  if (!(await hasModel(hearth, model, session)))
    throw new UsageError(
      `Only what is embedded can be shared. Run: hearth models download ${model}`,
    );
  const connection = { url: address };
  const index = hearth.openSearch([folder], model, { shared: connection });
  await index.open(signal);
  await settle(index, session);
  const repository = name ?? (await repositoryName(folder));
  const progress = showProgress(terminal);
  let done: ShareProgress = { done: 0, files: 0, removed: 0 };
  try {
    for await (done of index.share({ connection, repository, replace }, signal))
      progress.show({
        part: done.files ? done.done / done.files : 1,
        doing: `sending ${done.done} of ${done.files} files`,
      });
  } finally {
    progress.dispose();
  }
  const { files, removed } = done;
  const fetched = index.state().shared?.vectors ?? 0;
  if (json) return printJson(terminal, { repository, files, removed, fetched }, signal);
  note(terminal, `Shared as ${repository}: ${files} files sent, ${removed} removed.`);
}

function offerList(index: Command, session: Session): void {
  index
    .command("list")
    .description(
      "List what is shared: repositories, their chunks, and since when they are as they are.",
    )
    .argument("<address>", "of the database")
    .addOption(jsonOption("the list"))
    .action(async (address: string, { json }: { readonly json?: boolean }) => {
      const { terminal, signal } = session;
      const all = await withDatabase(address, session, (database) =>
        database.use((session) => readRepositories(session), signal),
      );
      if (json) return printJson(terminal, all, signal);
      const lines = all.map(
        ({ name, chunks, sharedAt }) =>
          `${String(chunks).padStart(8)} chunks  ${sharedAt.toISOString().slice(0, 16)}  ${name}\n`,
      );
      return print(terminal, lines.join("") || "Nothing is shared yet.\n", signal);
    });
}

function offerForget(index: Command, session: Session): void {
  index
    .command("forget")
    .description("Take a repository out of the shared index.")
    .argument("<address>", "of the database")
    .argument("<name>", "of the repository, as list shows it")
    .action(async (address: string, name: string) => {
      const found = await withDatabase(address, session, (database) => forget(database, name));
      if (!found)
        throw new UsageError(`Nothing is shared as ${name}. hearth index list shows what is.`);
      note(session.terminal, `${name} is not shared any more.`);
    });
}

async function withDatabase<T>(
  url: string,
  session: Session,
  work: (database: ReturnType<typeof openDatabase>) => Promise<T>,
): Promise<T> {
  checkOnline(session.hearth().offline);
  const database = openDatabase({ url }, { patience: 30_000 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function checkOnline(offline: boolean): void {
  if (offline) throw new UsageError("HEARTH_OFFLINE=1 forbids to use a shared index.");
}

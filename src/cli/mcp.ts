import { homedir } from "node:os";
import { parse } from "node:path";
import { type Log, silent } from "../platform/log.ts";
import { defaultModels } from "../predictor/defaults.ts";
import type { Search } from "../search/search.ts";
import { toTools } from "../search/tools/tools.ts";
import { UsageError } from "./failure.ts";
import { toFolder } from "./files.ts";
import { modelOption, toCount } from "./options.ts";
import type { Offer, Session } from "./session.ts";
import { note } from "./terminal.ts";

interface McpCommandOptions {
  readonly model: string;
  readonly exclude: readonly string[];
  /** Kilobytes. */
  readonly maxFileSize: number;
}

export const offerMcp: Offer = (program, session) => {
  program
    .command("mcp")
    .description(
      "Serve the search to other programs, by the Model Context Protocol over stdin and stdout.",
    )
    .argument("[folder...]", "what is searched; left out: the current folder")
    .addOption(modelOption("embedding", defaultModels.embedding))
    .option(
      "--exclude <pattern>",
      "files to leave out, in .gitignore form; may be given more than once",
      (pattern, before: readonly string[]) => [...before, pattern],
      [],
    )
    .option("--max-file-size <kilobytes>", "larger files are left out", toCount, 512)
    .addHelpText("after", howToAdd)
    .action((folders: readonly string[], options: McpCommandOptions) =>
      serve(toFolders(folders), options, session),
    );
};

const howToAdd = `
Add it to a program, with the folder to search:
  claude mcp add hearth -- hearth mcp /path/to/project
  codex mcp add hearth -- hearth mcp /path/to/project
  code --add-mcp '{"name":"hearth","command":"hearth","args":["mcp","/path/to/project"]}'`;

async function serve(
  folders: readonly string[],
  { model, exclude, maxFileSize }: McpCommandOptions,
  session: Session,
): Promise<void> {
  const { terminal, version, signal } = session;
  const { stdin, stdout } = terminal;
  const say = (message: string | Error): void =>
    note(terminal, `hearth: ${message instanceof Error ? message.message : message}`);
  const log: Log = { ...silent, warn: say, error: say };
  const search = session.hearth().openSearch(folders, model, {
    exclude: exclude.map((pattern) => ({ pattern, setting: "hearth.search.exclude" })),
    maxFileSize: maxFileSize * 1024,
  });
  const tools = toTools({
    search: freshly(search, folders),
    folders: () => folders,
    model: () => model,
  });
  // here and not above: no other command needs the protocol
  const { serveMcp } = await import("../mcp/serve.ts");
  if (stdin.isTTY) say("Waiting for a client that speaks MCP on stdin. Ctrl-C ends it.");
  const opening = new AbortController();
  search.open(opening.signal).catch((error: Error) => opening.signal.aborted || say(error));
  try {
    await serveMcp({ tools, version, stdin, stdout, log }, signal);
  } finally {
    opening.abort();
  }
}

/** @throws {UsageError} when a folder is missing, or was left out where that would mean everything */
function toFolders(named: readonly string[]): readonly string[] {
  const folders = [...new Set((named.length ? named : ["."]).map(toFolder))];
  const [first = ""] = folders;
  if (!named.length && (first === homedir() || first === parse(first).root))
    throw new UsageError(`Name the folder to search: hearth mcp /path/to/project (not ${first}).`);
  return folders;
}

const freshMs = 1000;

/** Nobody tells this process of edits: it looks at the folders again before it answers. */
function freshly(search: Search, folders: readonly string[]): Search {
  let looked = performance.now();
  return {
    ...search,
    find(query, options, signal) {
      const now = performance.now();
      if (now - looked > freshMs) {
        looked = now;
        search.changed(folders);
      }
      return search.find(query, options, signal);
    },
  };
}

import { fileURLToPath } from "node:url";
import { connect, type Port, serve } from "../platform/channel.ts";
import type { Log } from "../platform/log.ts";
import { watchConnections } from "../platform/network.ts";
import { parentPort } from "../platform/process.ts";
import { Feed, last } from "../platform/stream.ts";
import { answer } from "./answer.ts";
import { explain } from "./files/explain.ts";
import { contentsOf } from "./rank/filter.ts";
import { openGrammars } from "./chunks/grammars.ts";
import { Library } from "./library.ts";
import type { EmbedService, IndexSettings, IndexState, SearchService } from "./protocol.ts";
import { sharedService } from "./shared/serve.ts";
import { openTeam, type Team, type TeamParts } from "./shared/team.ts";
import { Workspace } from "./workspace.ts";

/** The state is told at most so often. */
const stateMs = 250;

serveSearch(parentPort());

/** Serves one window's search on `port`, and asks it for vectors on the same port. */
function serveSearch(port: Port): void {
  const window = connect<EmbedService>(port);
  const connections = watchConnections(
    (outgoing) => void last(window.left(outgoing)).catch(() => {}),
  );
  let team: Team;
  let opened: Promise<Workspace> | undefined;
  const states = new Set<Feed<IndexState>>();
  let timer: NodeJS.Timeout | undefined;

  async function tell(): Promise<void> {
    timer = undefined;
    const workspace = await opened;
    const state = await workspace?.state();
    if (state) for (const feed of states) feed.push(state);
  }
  const onState = (): void => void (timer ??= setTimeout(() => void tell(), stateMs));

  async function open(input: Parameters<SearchService["watch"]>[0]): Promise<Workspace> {
    const grammars = openGrammars(fileURLToPath(new URL("grammars", import.meta.url)), log);
    const { folders, dataFolder } = input;
    const library = await Library.open(folders, { dataFolder, grammars, log });
    const connection = (): ReturnType<TeamParts["connection"]> => last(window.shared(undefined));
    team = openTeam({ folders, connection, onState });
    return new Workspace({
      library,
      settings: input.settings,
      embed: (texts, signal) => last(window.embed({ texts }, signal)),
      team,
      log,
      onState,
    });
  }
  const use = async (input: { readonly settings: IndexSettings }): Promise<Workspace> => {
    if (!opened) throw new Error('"watch" comes first.');
    const workspace = await opened;
    workspace.use(input.settings);
    return workspace;
  };

  serve(
    {
      async *watch(input, signal) {
        opened ??= open(input);
        const feed = new Feed<IndexState>();
        states.add(feed);
        signal.addEventListener("abort", () => feed.end());
        try {
          yield await (await opened).state();
          yield* feed;
        } finally {
          states.delete(feed);
        }
      },
      async *find(input, signal) {
        yield* answer(await use(input), input, signal);
      },
      async *contents(input) {
        const { library } = await use(input);
        yield contentsOf([...library.files()].filter((file) => library.isOwn(file)));
      },
      async *settle(input) {
        const workspace = await use(input);
        await workspace.read();
        if (input.meaning) await workspace.meaning.settled();
        yield await workspace.state();
      },
      async *changed(input) {
        (await use(input)).changed(input.paths);
      },
      async *presence({ presence: { typed, debugging }, settings }) {
        const { patience } = (await use({ settings })).meaning;
        if (typed) patience.typed();
        if (debugging !== undefined) patience.debugging(debugging);
      },
      async *goOn() {
        (await opened)?.meaning.patience.goOn();
      },
      async *setPaused({ paused }) {
        await (await opened)?.meaning.setPaused(paused);
      },
      async *rebuild(input) {
        (await use(input)).rebuild();
      },
      async *clear(input) {
        await (await use(input)).clear();
      },
      async *explain(input) {
        yield await explain(await use(input), input);
      },
      async *offline({ on }) {
        connections.setOffline(on);
      },
      ...sharedService(() => team, use),
    } satisfies SearchService,
    port,
  );
}

/** The window reads this process's stderr into its log. */
const log: Log = {
  trace() {},
  debug() {},
  info: (message) => console.error(message),
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
};

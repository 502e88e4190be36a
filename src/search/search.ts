import type { Disposable } from "../platform/disposable.ts";
import { abortError, messageOf, UserError } from "../platform/errors.ts";
import { Emitter, type Event } from "../platform/event.ts";
import type { Log } from "../platform/log.ts";
import type { Network } from "../platform/network.ts";
import { collect, last } from "../platform/stream.ts";
import type {
  Contents,
  Explanation,
  Filter,
  Found,
  IndexSettings,
  IndexState,
  Like,
  Presence,
  Rows,
  SharedConnection,
  ShareProgress,
  ShareRequest,
} from "./protocol.ts";
import { died, type Running, startRunning } from "./running.ts";

/** Search over the folders of one window (or of one command line). The index lives in a process of its own. */
export interface Search extends Disposable {
  /** Best hits first. Yields by words at once, and again with meaning when the vectors are there. */
  find(query: string, options: FindOptions, signal?: AbortSignal): AsyncIterable<Found>;
  /** What there is to filter by. */
  contents(signal?: AbortSignal): Promise<Contents>;
  /** Searches what the team has shared. A hit's `folder` is its repository's name. @throws {UserError} when that cannot be had */
  findShared(query: string, options: FindSharedOptions, signal?: AbortSignal): Promise<Found>;
  /** Brings the index up to date and keeps it so; starts on first use of `find` too. Resolves when words are complete. */
  open(signal?: AbortSignal): Promise<void>;
  /** Resolves when everything known so far is indexed, meaning included. */
  settled(signal?: AbortSignal): Promise<void>;
  /** Tells of files that were saved, created, deleted or renamed: absolute paths. */
  changed(paths: readonly string[]): void;
  /** Tells what the person does: background work waits for it. */
  presence(presence: Presence): void;
  pause(): void;
  resume(): void;
  /** Goes on though something speaks against it, until that is over. */
  goOn(): void;
  /** Throws the index away and builds it again. */
  rebuild(): Promise<void>;
  /** Throws the index away. It stays empty until search is used again. @throws {UserError} when another window keeps it */
  clear(): Promise<void>;
  /** What the index knows of a file, or why it leaves it out. */
  explain(path: string, signal?: AbortSignal): Promise<Explanation>;
  /** Puts the first folder into a team's index, once all of it is embedded. Leaving the loop undoes it. @throws {UserError} */
  share(to: ShareOptions, signal?: AbortSignal): AsyncIterable<ShareProgress>;
  state(): IndexState;
  readonly onState: Event<IndexState>;
}

export interface FindOptions extends Filter {
  /** At most this many hits; default 20. */
  readonly limit?: number;
  /** The query is this code, and what is like it is looked for. */
  readonly like?: Like;
  /** Milliseconds to wait before the work for meaning begins, for queries that are still being typed; default 0. */
  readonly rest?: number;
  /**
   * On an idle machine, a last answer once the first places have vectors that they lack: seconds later in a folder
   * whose meaning is not known yet. Default false.
   */
  readonly again?: boolean;
}

export interface FindSharedOptions {
  /** At most this many hits; default 20. */
  readonly limit?: number;
  /** Only below this path of a repository, with "/". */
  readonly under?: string;
  /** Only in repositories with this in their name. */
  readonly repository?: string;
}

export type ShareOptions = Omit<ShareRequest, "settings">;

export interface SearchOptions {
  /** Absolute path of the search process's module. */
  readonly process: string;
  /** Absolute paths of the workspace folders. */
  readonly folders: readonly string[];
  /** The index lies in `<dataFolder>/index`, one folder for each workspace folder. */
  readonly dataFolder: string;
  /** Embeds with the model that `model` names now. It must not download anything by itself. */
  readonly embed: (texts: readonly string[], signal: AbortSignal) => Promise<Rows>;
  /** What the vectors are of; those of another are never mixed with them. */
  readonly model: () => string;
  /** Where the team's index is; left out or undefined: none is used. */
  readonly shared?: () => Promise<SharedConnection | undefined>;
  readonly settings: () => Omit<IndexSettings, "model">;
  /** Left out: nobody hears of connections, and none is refused. */
  readonly network?: Network;
  readonly log: Log;
}

const nothing: IndexState = {
  ...{ kind: "empty", files: 0, words: 0, meaning: 0, share: 0, bytes: 0, revision: 0 },
};

/** Starts nothing yet: the process begins with the first use, and anew with the next use after it died. */
export function openSearch(options: SearchOptions): Search {
  const emitter = new Emitter<IndexState>();
  let state = nothing;
  let running: Running | undefined;
  let disposed = false;
  let paused = false;
  let debugging = false;

  const settings = (): IndexSettings => ({ ...options.settings(), model: options.model() });

  function setState(next: IndexState): void {
    state = next;
    emitter.fire(next);
  }

  function start(): Running {
    if (disposed) throw new UserError("Search was closed with its window. Open the folder again.");
    if (running && !running.dead()) return running;
    const own = startRunning(options);
    running = own;
    // before anything else, which may want to go out
    own.tellOffline();
    void follow(own);
    if (paused) void tell(own, own.client.setPaused({ paused }));
    if (debugging) presence({ debugging });
    return own;
  }

  async function follow(own: Running): Promise<void> {
    const { folders, dataFolder } = options;
    try {
      for await (const next of own.client.watch({ folders, dataFolder, settings: settings() }))
        setState(next);
    } catch (error) {
      // it is there and says no: its next start has little hope, but the reason is known
      if (!own.dead()) own.fail(error);
      const note = `${messageOf(own.why() ?? error)} Search starts it anew.`;
      if (!disposed && running === own) setState({ ...state, kind: "failed", note });
    }
  }

  /** For calls that give no answer. A process that died is reported by its state. */
  async function tell(own: Running, call: AsyncIterable<never>): Promise<void> {
    try {
      await collect(call);
    } catch (error) {
      if (!own.dead()) options.log.error(error instanceof Error ? error : String(error));
    }
  }

  /** Runs a call once more when the process died under it: nothing is lost but time. */
  async function* retried<T>(call: (own: Running) => AsyncIterable<T>): AsyncGenerator<T> {
    for (let attempt = 1; ; attempt++) {
      const own = start();
      try {
        return yield* call(own);
      } catch (error) {
        if (!own.dead()) throw error;
        if (disposed) throw abortError();
        if (attempt === 2) throw died(own);
      }
    }
  }

  async function settle(meaning: boolean, signal?: AbortSignal): Promise<void> {
    const settling = retried(({ client }) =>
      client.settle({ meaning, settings: settings() }, signal),
    );
    for await (const next of settling) setState(next);
  }

  /** When nothing runs, there is nobody to disturb the person. */
  function presence(about: Presence): void {
    debugging = about.debugging ?? debugging;
    if (running && !running.dead())
      void tell(running, running.client.presence({ presence: about, settings: settings() }));
  }

  const watch = options.network?.onChange(() => running?.tellOffline());

  function setPaused(next: boolean): void {
    paused = next;
    if (running && !running.dead()) void tell(running, running.client.setPaused({ paused }));
  }

  return {
    find(query, { limit = 20, rest = 0, again = false, like, ...filter }, signal) {
      const about = { query, limit, rest, again, filter, ...(like && { like }) };
      return retried(({ client }) => client.find({ ...about, settings: settings() }, signal));
    },
    contents: (signal) =>
      last(retried(({ client }) => client.contents({ settings: settings() }, signal))),
    findShared: (query, { limit = 20, under = "", repository = "" }, signal) =>
      last(
        retried(({ client }) =>
          client.findShared({ query, limit, under, repository, settings: settings() }, signal),
        ),
      ),
    share: (to, signal) =>
      retried(({ client }) => client.share({ ...to, settings: settings() }, signal)),
    open: (signal) => settle(false, signal),
    settled: (signal) => settle(true, signal),
    changed(paths) {
      // when nothing runs, the next start compares everything with the disk anyway
      if (running && !running.dead())
        void tell(running, running.client.changed({ paths, settings: settings() }));
    },
    presence,
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    goOn() {
      if (running && !running.dead()) void tell(running, running.client.goOn({}));
    },
    async rebuild() {
      await collect(retried(({ client }) => client.rebuild({ settings: settings() })));
      await settle(false);
    },
    async clear() {
      await collect(retried(({ client }) => client.clear({ settings: settings() })));
      running?.dispose();
      running = undefined;
      setState(nothing);
    },
    explain: (path, signal) =>
      last(retried(({ client }) => client.explain({ path, settings: settings() }, signal))),
    state: () => state,
    onState: emitter.event,
    dispose() {
      disposed = true;
      watch?.dispose();
      running?.dispose();
    },
  };
}

import { isAbort, messageOf, UserError } from "../../platform/errors.ts";
import type { Rows, SharedConnection, SharedState } from "../protocol.ts";
import { openDatabase } from "./connection.ts";
import { namesAround, repositoryName } from "./repository.ts";
import { SharedStore } from "./store.ts";

export interface TeamParts {
  /** Absolute paths of the workspace folders. */
  readonly folders: readonly string[];
  /** Asked anew each time it is needed; undefined when no shared index is set, or nothing may leave the machine. */
  readonly connection: () => Promise<SharedConnection | undefined>;
  readonly onState: () => void;
}

/** A window's way to the team's index. What goes wrong here is told in the state and never stops the local search. */
export interface Team {
  /**
   * The vectors that the team has already computed for these chunks, some at a time. Each digest is asked for once.
   * Ends early, without an error, when the index cannot be had.
   */
  known(
    hashes: readonly string[],
    model: string,
    signal: AbortSignal,
  ): AsyncIterable<{ readonly hashes: readonly string[]; readonly rows: Rows }>;
  /** Runs `work` on the index. @throws {UserError} when none is set or it cannot be had */
  use<T>(model: string, work: (store: SharedStore) => Promise<T>): Promise<T>;
  /** Undefined while nobody has asked for anything. */
  state(): SharedState | undefined;
}

/** Milliseconds that the index may take for an answer. */
const patience = 5000;
/** After a failure it is left alone for so long. */
const restMs = 5 * 60_000;

export function openTeam({ folders, connection, onState }: TeamParts): Team {
  const asked = new Set<string>();
  let state: SharedState | undefined;
  let restUntil = 0;
  let open: { readonly key: string; readonly store: SharedStore } | undefined;

  function tell(next: SharedState): void {
    state = next;
    onState();
  }

  /** The store of the connection that is set now. */
  async function storeNow(model: string): Promise<SharedStore | undefined> {
    const to = await connection();
    const key = JSON.stringify([to, model]);
    if (open?.key !== key) {
      void open?.store.close().catch(() => {});
      restUntil = 0;
      open = to && { key, store: new SharedStore(openDatabase(to, { patience }), model) };
    }
    return open?.store;
  }

  async function* fetch(
    store: SharedStore,
    hashes: readonly string[],
    signal: AbortSignal,
  ): ReturnType<Team["known"]> {
    const names = (await Promise.all(folders.map(repositoryName))).flatMap(namesAround);
    const repositories = await store.repositories([...new Set(names)], signal);
    tell({ vectors: state?.vectors ?? 0 });
    if (!repositories.length) return;
    const ids = repositories.map(({ id }) => id);
    for await (const found of store.vectors(hashes, ids, signal)) {
      const rows = toRows(found.map(([, vector]) => vector));
      if (!rows) continue;
      yield { hashes: found.map(([hash]) => hash), rows };
      tell({ vectors: (state?.vectors ?? 0) + found.length });
    }
    for (const hash of hashes) asked.add(hash);
  }

  return {
    async *known(hashes, model, signal) {
      const missing = hashes.filter((hash) => !asked.has(hash));
      if (!missing.length) return;
      try {
        // first, because another address or password ends the rest
        const store = await storeNow(model);
        if (!store) state = undefined;
        else if (Date.now() >= restUntil) yield* fetch(store, missing, signal);
      } catch (error) {
        if (isAbort(error)) return;
        restUntil = Date.now() + restMs;
        tell({ vectors: state?.vectors ?? 0, note: messageOf(error) });
      }
    },
    async use(model, work) {
      const store = await storeNow(model);
      if (!store)
        throw new UserError(
          "No shared index can be asked. Set its address (hearth.search.sharedIndex, or HEARTH_SHARED_INDEX in a terminal), and see that hearth.offline is off.",
        );
      return work(store);
    },
    state: () => state,
  };
}

/** Undefined without vectors, or when they are not what vectors are. */
function toRows(vectors: readonly Float32Array[]): Rows | undefined {
  const size = vectors[0]?.length ?? 0;
  const good = vectors.every((vector) => vector.length === size && vector.every(Number.isFinite));
  if (!size || !good) return undefined;
  const rows = new Float32Array(vectors.length * size);
  vectors.forEach((vector, i) => {
    // half the precision on the way has changed the length a little
    const length = Math.hypot(...vector) || 1;
    rows.set(
      vector.map((value) => value / length),
      i * size,
    );
  });
  return { size, vectors: rows };
}

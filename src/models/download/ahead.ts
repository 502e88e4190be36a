import { Interrupted } from "./body.ts";
import { firstHole, type Span } from "./spans.ts";

/** When and how a file is fetched over several connections at once. */
export interface Parallel {
  /** Connections, the first included. */
  readonly connections: number;
  /** Bytes of the smallest file for which that is done. */
  readonly from: number;
  /** Bytes of one request at least, but for the last ones. */
  readonly block: number;
}

/** Some servers give each connection a part of the line only; more than four gain little and look like an attack. */
export const usualParallel: Parallel = { connections: 4, from: 64e6, block: 16 << 20 };

/** Bytes that somebody fetches at the moment. */
export interface Claim {
  at: number;
  end: number;
}

/** Shares out the bytes of a file that are still missing. */
export class Claims {
  readonly #length: number;
  readonly #most: number;
  readonly #present: () => readonly Span[];
  readonly #taken = new Set<Claim>();

  /** `present`: what is there by now. Nobody gets more than `most` bytes at once, so that all work near the same place. */
  constructor(length: number, { most, present }: { most: number; present: () => readonly Span[] }) {
    this.#length = length;
    this.#most = most;
    this.#present = present;
  }

  /** The first bytes that nobody fetches yet; undefined when there are none. */
  take(most = this.#most): Claim | undefined {
    const taken = [...this.#taken].map(({ at, end }): Span => [at, end]);
    const hole = firstHole([...this.#present(), ...taken], { length: this.#length, most });
    if (!hole) return undefined;
    const claim: Claim = { at: hole[0], end: hole[1] };
    this.#taken.add(claim);
    return claim;
  }

  /** The second half of what another still has before it; undefined when no one has `least` bytes twice. */
  split(least: number): Claim | undefined {
    const left = ({ at, end }: Claim): number => end - at;
    const [longest] = [...this.#taken].toSorted((a, b) => left(b) - left(a));
    if (!longest || left(longest) < 2 * least) return undefined;
    const claim: Claim = { at: longest.at + Math.ceil(left(longest) / 2), end: longest.end };
    longest.end = claim.at;
    this.#taken.add(claim);
    return claim;
  }

  /** Ends early enough for others to begin behind it. */
  shorten(claim: Claim): void {
    claim.end = Math.min(claim.end, claim.at + this.#most);
  }

  drop(claim: Claim): void {
    this.#taken.delete(claim);
  }
}

/** Bytes of one request: so many that a large file is not asked for thousands of times. */
export const blockOf = (bytes: number, { block }: Parallel): number =>
  Math.max(block, Math.ceil(bytes / 64));

/** Bytes that are not worth a request of their own. */
export const crumb = 1 << 20;

/**
 * Further connections that fetch what lies ahead of the first. They only ever help: one that fails leaves its bytes to
 * the others, and the first connection, which alone tries again and reports, goes on as if it had been by itself.
 */
export interface Ahead {
  readonly state: "waiting" | "running" | "stopped";
  /** Begins, when it has not begun: what nobody has claimed by then is theirs. */
  start(): void;
  /** Resolves when all that they had claimed is there, or given back. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function openAhead(
  claims: Claims,
  { helpers, fetchClaim }: { readonly helpers: number; readonly fetchClaim: FetchClaim },
  signal: AbortSignal,
): Ahead {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  let running: readonly Promise<void>[] | undefined;

  async function help(): Promise<void> {
    for (;;) {
      const claim = claims.take() ?? claims.split(4 * crumb);
      if (!claim) return;
      const before = claim.at;
      try {
        await fetchClaim(claim, stopping.signal);
      } catch (error) {
        const brought = claim.at - before > crumb;
        if (stopping.signal.aborted || !brought || !(error instanceof Interrupted)) return;
      } finally {
        claims.drop(claim);
      }
    }
  }
  const idle = async (): Promise<void> => void (await Promise.all(running ?? []));
  return {
    get state() {
      if (stopping.signal.aborted) return "stopped";
      return running ? "running" : "waiting";
    },
    start: () => void (running ??= Array.from({ length: helpers }, help)),
    idle,
    stop: async () => {
      stop();
      signal.removeEventListener("abort", stop);
      await idle();
    },
  };
}

/** Fetches the bytes of a claim and moves its `at`. @throws when the server does not give them */
export type FetchClaim = (claim: Claim, signal: AbortSignal) => Promise<void>;

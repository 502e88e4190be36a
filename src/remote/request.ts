import { setTimeout as pause } from "node:timers/promises";
import { abortError } from "../platform/errors.ts";
import type { Request } from "../models/sources/web.ts";
import { brokeOff, offline, Passing, refused, silent, unreachable } from "./failure.ts";
import { hostOf, isHere, type Remote } from "./remotes.ts";

/** The way out of this machine. */
export interface Reach {
  /** The key of a remote, sent as a bearer token; undefined: none is sent. */
  readonly key: (remote: Remote) => Promise<string | undefined>;
  /** True: nothing may leave this machine; endpoints on it may be asked. */
  readonly offline: () => boolean;
  /** Hears of every request that left this machine, when it has ended. */
  readonly onRequest: (request: Request) => void;
  /** The way out; left out: the editor's, or plain Node's. */
  readonly fetch?: typeof fetch;
  /** Milliseconds before each further try of a request that failed before its answer began. */
  readonly pauses?: readonly number[];
}

/** An endpoint that wants a longer rest is not waited for, s. */
const longestRest = 30;

/**
 * The bytes of an answer, as they come. Leaving the loop or aborting closes the connection.
 * @throws {PredictorError} offline, unreachable, refused, silent for too long, broken off
 */
export async function* post(
  remote: Remote,
  { path, body }: { readonly path: string; readonly body: object },
  reach: Reach,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const watch = startWatch(remote.patience, signal);
  let bytes = 0;
  try {
    const response = await persist(reach, signal, () => ask(remote, { path, body, reach, watch }));
    const reader = response.body?.getReader();
    // by hand, because fetch may lose sight of its signal once the answer has begun
    const stop = (): void => void reader?.cancel().catch(() => {});
    watch.signal.addEventListener("abort", stop, { once: true });
    try {
      for (;;) {
        const next = await reader?.read();
        if (watch.signal.aborted) throw watch.late ? silent(remote) : abortError();
        if (!next || next.done) return;
        watch.seen();
        bytes += next.value.length;
        yield next.value;
      }
    } finally {
      stop();
    }
  } catch (error) {
    throw inWords(error, { remote, watch, signal });
  } finally {
    watch.end();
    if (!isHere(remote))
      reach.onRequest({ host: hostOf(remote), bytes, why: `${path.slice(1)} of ${remote.tag}` });
  }
}

function inWords(
  error: unknown,
  { remote, watch, signal }: { remote: Remote; watch: Watch; signal: AbortSignal },
): unknown {
  if (signal.aborted) return abortError();
  if (error instanceof Passing) return error.error;
  if (watch.late) return silent(remote);
  // what undici says when a connection ends in the middle
  return error instanceof TypeError ? brokeOff(remote) : error;
}

/** Tries again what another try may mend, as long as there are pauses left. */
async function persist<T>(
  { pauses = [500, 2_000] }: Reach,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      const wait = pauses[tries];
      if (!(error instanceof Passing) || wait === undefined) throw error;
      const rest = error.error.retryAfter ?? 0;
      if (rest > longestRest) throw error;
      // somewhat by chance, so that many who failed together do not come back together
      await pause(Math.max(rest * 1000, wait * (0.75 + Math.random() / 2)), undefined, { signal });
    }
  }
}

interface Asking {
  readonly path: string;
  readonly body: object;
  readonly reach: Reach;
  readonly watch: Watch;
}

async function ask(remote: Remote, { path, body, reach, watch }: Asking): Promise<Response> {
  if (reach.offline() && !isHere(remote)) throw offline(remote);
  const key = await reach.key(remote);
  watch.seen();
  let response: Response;
  try {
    response = await (reach.fetch ?? fetch)(`${remote.baseUrl}${path}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "User-Agent": "hearth",
        ...(key && { Authorization: `Bearer ${key}` }),
        ...remote.headers,
      },
      body: JSON.stringify(body),
      // the key is for this host and no other
      redirect: "error",
      signal: watch.signal,
    });
  } catch (error) {
    throw watch.signal.aborted ? error : unreachable(remote, error);
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  throw refused(remote, {
    status: response.status,
    body: parsed(text),
    retryAfter: secondsIn(response.headers.get("retry-after")),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or an HTTP date. */
function secondsIn(header: string | null): number | undefined {
  if (!header) return undefined;
  const seconds = Number.isNaN(Number(header))
    ? (Date.parse(header) - Date.now()) / 1000
    : Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

interface Watch {
  readonly signal: AbortSignal;
  /** True when it was aborted by silence. */
  readonly late: boolean;
  seen(): void;
  end(): void;
}

/** Aborts when nothing was seen for `patience` milliseconds, or with the caller's signal. */
function startWatch(patience: number, signal: AbortSignal): Watch {
  const controller = new AbortController();
  let late = false;
  const stop = (): void => controller.abort(abortError());
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, patience);
  // not AbortSignal.any: in Node 20 such a signal can be collected while it is waited for
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: controller.signal,
    get late() {
      return late;
    },
    seen: () => void timer.refresh(),
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

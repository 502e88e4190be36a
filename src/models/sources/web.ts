import { abortError, UserError } from "../../platform/errors.ts";
import { Interrupted, type Body, type From } from "../download/body.ts";
import { mayAsk } from "./source.ts";
import { refuse, silence, toFailure } from "./webFailure.ts";

/** One request that left this machine. */
export interface Request {
  /** Host and port, or "pip" or "npm" for what their own settings name. */
  readonly host: string;
  /** Bytes received. */
  readonly bytes: number;
  /** "model.gguf of SmolLM2 135M" */
  readonly why: string;
}

export interface Web {
  readonly onRequest: (request: Request) => void;
  /** Milliseconds without a byte after which a transfer counts as broken. */
  readonly patience: number;
  /** True: nothing may leave. Asked before every request. */
  readonly offline: () => boolean;
  /** The way out; left out: the editor's, or plain Node's. */
  readonly fetch?: typeof fetch;
}

interface WebPart {
  readonly url: URL;
  readonly why: string;
  /** Beside the usual ones; a login among them is not sent on to another host. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks for the bytes from an offset on, up to `end` (exclusive) where it is given. @throws {Interrupted} worth another try {UserError} not {OutOfRange} */
export async function openWeb(
  { url, why, offset, etag, end, headers: extra }: From & WebPart,
  web: Web,
  signal: AbortSignal,
): Promise<Body> {
  const headers: Record<string, string> = { ...extra };
  if (offset || end !== undefined) {
    headers["range"] = `bytes=${offset}-${end === undefined ? "" : end - 1}`;
    // a weak tag does not promise the same bytes, so it cannot guard a range (RFC 9110 §13.1.5)
    if (etag && !etag.startsWith("W/")) headers["if-range"] = etag;
  }
  const watch = startWatch(web.patience, signal);
  try {
    const response = await ask({ url, method: "GET", headers, why }, web, watch.signal);
    if (response.status >= 400) web.onRequest({ host: new URL(response.url).host, bytes: 0, why });
    refuse(response, url);
    const start = response.status === 206 ? startOf(response) : 0;
    if (response.status === 206 && start !== offset)
      throw new UserError(`${url.host} sends other bytes than those asked for.`);
    const tag = response.headers.get("etag");
    const told = (bytes: number): void =>
      web.onRequest({ host: new URL(response.url).host, bytes, why });
    const ranges = response.status === 206 || response.headers.get("accept-ranges") === "bytes";
    const chunks = read(response, { watch, told }, signal);
    return { start, ...(tag && { etag: tag }), ranges, chunks };
  } catch (error) {
    watch.end();
    throw toFailure(error, url, signal);
  }
}

/** All bytes of an address, at most `most` of them. @throws as `openWeb` */
export async function readWhole(
  { most, ...asked }: WebPart & { readonly most: number },
  web: Web,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { chunks } = await openWeb({ ...asked, offset: 0 }, web, signal);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > most)
      throw new UserError(`${asked.url.host} sends more than ${most} bytes of ${asked.why}.`);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** Headers only. Redirects are not followed, because a hub describes its files in the first answer. */
export async function askHeaders(
  { url, why }: { readonly url: URL; readonly why: string },
  web: Web,
  signal: AbortSignal,
): Promise<Headers> {
  const watch = startWatch(web.patience, signal);
  try {
    const response = await request({ url, method: "HEAD", headers: {}, why }, web, watch.signal);
    web.onRequest({ host: url.host, bytes: 0, why });
    if (response.status >= 400) refuse(response, url);
    return response.headers;
  } catch (error) {
    throw toFailure(error, url, signal);
  } finally {
    watch.end();
  }
}

interface Asked {
  readonly url: URL;
  readonly method: "GET" | "HEAD";
  readonly headers: Record<string, string>;
  readonly why: string;
}

/** Follows redirects by hand: each is a request of its own, and none may leave the encrypted web. */
async function ask(asked: Asked, web: Web, signal: AbortSignal): Promise<Response> {
  let { url, headers } = asked;
  for (let hops = 0; hops < 6; hops++) {
    const response = await request({ ...asked, url, headers }, web, signal);
    const to = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || !to) return response;
    await response.body?.cancel();
    web.onRequest({ host: url.host, bytes: 0, why: asked.why });
    const next = new URL(to, url);
    if (next.host !== url.host) {
      // whom one host lets in is nobody else's business
      const { authorization: _, ...others } = headers;
      headers = others;
    }
    url = next;
  }
  throw new UserError(`${asked.url.host} redirects without end.`);
}

/** The one place where anything leaves this process for the web. */
async function request(
  { url, method, headers, why }: Asked,
  web: Web,
  signal: AbortSignal,
): Promise<Response> {
  if (web.offline())
    throw new UserError(`${url.host} was not asked, because the setting hearth.offline is on.`);
  if (!mayAsk(url))
    throw new UserError(`${url.origin} is not encrypted. Use an address that starts with https.`);
  try {
    return await (web.fetch ?? fetch)(url, {
      method,
      redirect: "manual",
      // a compressed answer could not be continued at an offset
      headers: { "accept-encoding": "identity", "user-agent": "hearth", ...headers },
      signal,
    });
  } catch (error) {
    // it may have left all the same
    web.onRequest({ host: url.host, bytes: 0, why });
    throw error;
  }
}

const startOf = ({ headers }: Response): number =>
  Number(/^bytes (\d+)-/.exec(headers.get("content-range") ?? "")?.[1] ?? Number.NaN);

async function* read(
  response: Response,
  { watch, told }: { readonly watch: Watch; readonly told: (bytes: number) => void },
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  // by hand, because fetch may lose sight of its signal once the answer has begun (undici drops collected requests)
  const stop = (): void => void reader?.cancel().catch(() => {});
  watch.signal.addEventListener("abort", stop, { once: true });
  let bytes = 0;
  try {
    for (;;) {
      const next = await reader?.read();
      watch.signal.throwIfAborted();
      if (!next || next.done) return;
      watch.seen();
      bytes += next.value.length;
      yield next.value;
    }
  } catch (error) {
    throw toFailure(error, new URL(response.url), signal);
  } finally {
    watch.end();
    stop();
    told(bytes);
  }
}

interface Watch {
  readonly signal: AbortSignal;
  seen(): void;
  end(): void;
}

/** Aborts when nothing was seen for `patience` milliseconds, or with the caller's signal. */
function startWatch(patience: number, signal: AbortSignal): Watch {
  const controller = new AbortController();
  const stop = (): void => controller.abort(abortError());
  const timer = setTimeout(() => controller.abort(new Interrupted(silence)), patience);
  // not AbortSignal.any: in Node 20 such a signal can be collected while it is waited for
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: controller.signal,
    seen: () => void timer.refresh(),
    end: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    },
  };
}

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** How a served file misbehaves. */
export interface Behaviour {
  /** Answers 200 with everything to a Range request. */
  readonly ignoreRange?: boolean;
  /** Answers 416 to every Range request. */
  readonly refuseRange?: boolean;
  /** Cuts the connection at this offset of the file … */
  readonly dieAt?: number;
  /** … so many times; for ever when left out. */
  readonly deaths?: number;
  /** Announces no length, and ends properly at this offset, once. */
  readonly endAt?: number;
  /** Sends nothing beyond this offset until `release()`. */
  readonly holdAt?: number;
  /** Sends this many pieces, with a pause of so many milliseconds before each. */
  readonly slowly?: { readonly pieces: number; readonly pause: number };
  /** Answers Range requests from these bytes, of another version. */
  readonly ranged?: Uint8Array;
  /** Answers 429 to whoever comes while so many are being served. */
  readonly most?: number;
  readonly etag?: string;
  readonly status?: number;
  readonly location?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
}

/** A web server on this machine that serves what a test gives it, in the ways real servers fail. */
export interface FileServer {
  readonly url: string;
  readonly asked: readonly Asked[];
  serve(path: string, bytes: Uint8Array, behaviour?: Behaviour): void;
  /** Lets every held transfer go on, also later ones. */
  release(): void;
  close(): Promise<void>;
}

interface Served {
  readonly bytes: Uint8Array;
  readonly behaviour: Behaviour;
  deaths: number;
  busy: number;
}

/** `tls`: encrypted, as `host`. `address`: another of this machine's own. */
export async function startFileServer(
  tls?: { readonly host: string; readonly key: string; readonly cert: string },
  address = "127.0.0.1",
): Promise<FileServer> {
  const files = new Map<string, Served>();
  const asked: Asked[] = [];
  let release = (): void => {};
  const released = new Promise<void>((resolve) => (release = resolve));

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = "", url: path = "" } = request;
    asked.push({ method, path, range: request.headers.range });
    const served = files.get(path);
    if (!served) response.writeHead(404).end();
    else void answer({ request, response, served, released });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));

  return {
    url: `${tls ? "https" : "http"}://${tls?.host ?? address}:${(server.address() as AddressInfo).port}`,
    asked,
    serve: (path, bytes, behaviour = {}) =>
      void files.set(path, { bytes, behaviour, deaths: behaviour.deaths ?? Infinity, busy: 0 }),
    release: () => release(),
    close: async () => {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly served: Served;
  readonly released: Promise<void>;
}

async function answer({ request, response, served, released }: Exchange): Promise<void> {
  const { bytes, behaviour } = served;
  const etag = behaviour.etag ?? `"${createHash("sha1").update(bytes).digest("hex")}"`;
  const headers = { etag, ...behaviour.headers };
  if (behaviour.status || behaviour.location) {
    const location = behaviour.location && { location: behaviour.location };
    response.writeHead(behaviour.status ?? 302, { ...headers, ...location }).end();
    return;
  }
  if (served.busy >= (behaviour.most ?? Infinity)) {
    response.writeHead(429).end();
    return;
  }
  served.busy++;
  response.once("close", () => served.busy--);
  const { start, end, partial } = rangeOf(request, served, etag);
  if (partial && (behaviour.refuseRange || start >= bytes.length)) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(partial ? 206 : 200, {
    ...headers,
    ...(partial && { "content-range": `bytes ${start}-${end - 1}/${bytes.length}` }),
    ...(behaviour.endAt === undefined && { "content-length": end - start }),
  });
  if (request.method === "HEAD") response.end();
  else {
    const from = partial && behaviour.ranged ? { ...served, bytes: behaviour.ranged } : served;
    await send({ response, served: from, released, start, end });
  }
}

/** What a request asks for; the whole file where it names no range, or one of another version. */
function rangeOf(
  request: IncomingMessage,
  { bytes, behaviour }: Served,
  etag: string,
): { readonly start: number; readonly end: number; readonly partial: boolean } {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const condition = request.headers["if-range"];
  if (from === undefined || behaviour.ignoreRange || (condition ?? etag) !== etag)
    return { start: 0, end: bytes.length, partial: false };
  const end = Math.min(bytes.length, to ? Number(to) + 1 : bytes.length);
  return { start: Number(from), end, partial: true };
}

async function send({
  response,
  served,
  released,
  start,
  end,
}: Omit<Exchange, "request"> & { readonly start: number; readonly end: number }): Promise<void> {
  const { behaviour } = served;
  const bytes = served.bytes.subarray(0, end);
  const { dieAt, endAt, holdAt } = behaviour;
  const write = (from: number, to: number): Promise<void> =>
    new Promise((resolve) => response.write(bytes.subarray(from, to), () => resolve()));

  if (dieAt !== undefined && start <= dieAt && served.deaths > 0) {
    served.deaths--;
    if (start < dieAt) await write(start, dieAt);
    response.destroy();
    return;
  }
  if (endAt !== undefined && start < endAt) {
    response.end(bytes.subarray(start, endAt));
    return;
  }
  if (holdAt !== undefined && start < holdAt && holdAt < end) {
    await write(start, holdAt);
    await released;
    response.end(bytes.subarray(holdAt));
    return;
  }
  const { pieces, pause } = behaviour.slowly ?? { pieces: 0, pause: 0 };
  const length = Math.ceil((bytes.length - start) / (pieces || 1));
  for (let i = 0; i < pieces; i++) {
    await sleep(pause);
    await write(start + i * length, start + (i + 1) * length);
  }
  response.end(pieces ? undefined : bytes.subarray(start));
}

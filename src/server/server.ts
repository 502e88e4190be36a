import { randomBytes } from "node:crypto";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { UserError } from "../platform/errors.ts";
import { hasCode } from "../platform/files.ts";
import type { Log } from "../platform/log.ts";
import type { Calls } from "../predictor/calls.ts";
import type { ModelSource } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { openAdmission } from "./admission.ts";
import { type Answering, openAnswering } from "./answering.ts";
import { openGuard } from "./guard.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { openMetrics } from "./metrics.ts";
import { Refusal, toFailure } from "./refusal.ts";
import { toRoutes } from "./routes.ts";
import { counted } from "./tally.ts";

export interface ServerOptions {
  readonly calls: Calls;
  readonly predictors: Pick<Predictors, "expect" | "load" | "states">;
  /** Those that are installed are listed. */
  readonly models: Pick<ModelSource, "list" | "state">;
  /** Whoever knows it may ask. */
  readonly token: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly log: Log;
  readonly limits?: Partial<Limits>;
}

/** OpenAI's interface for programs on this machine. */
export interface Server {
  /** "http://127.0.0.1:4327/v1" */
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those that run end for a moment, and stops the rest. */
  close(): Promise<void>;
}

/** The port where nobody asks for another: HEAR on a telephone. */
export const defaultPort = 4327;

/** A token that nobody can guess. */
export const newToken = (): string => randomBytes(24).toString("base64url");

// nothing beyond this machine can reach it
const address = "127.0.0.1";

/** Starts it. @throws {UserError} when the port is taken or not allowed */
export async function startServer(options: ServerOptions): Promise<Server> {
  const limits = { ...defaultLimits, ...options.limits };
  const http = createServer({
    maxHeaderSize: 16 * 1024,
    headersTimeout: limits.headersTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.idleTime,
    connectionsCheckingInterval: Math.min(1000, limits.headersTime),
  });
  http.maxConnections = limits.connections;
  await listen(http, options.port);
  const { port } = http.address() as AddressInfo;
  const answering = answer({ ...options, port, limits });
  http.on("request", answering.answer);
  http.on("checkContinue", answering.answer);
  http.on("clientError", refuseConnection);
  const url = `http://${address}:${port}/v1`;
  options.log.info(`The server listens at ${url}`);
  return { url, port, close: () => close(http, answering, limits) };
}

function answer(options: ServerOptions & { readonly limits: Limits }): Answering {
  const metrics = openMetrics();
  const { calls, waiting } = openAdmission(options);
  const routes = toRoutes({ ...options, calls: counted(calls, metrics), metrics, waiting });
  return openAnswering({ ...options, routes, metrics, guard: openGuard(options) });
}

async function listen(http: HttpServer, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      http.once("error", reject);
      http.listen({ host: address, port, exclusive: true }, () => {
        http.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    if (hasCode(error, "EADDRINUSE"))
      throw new UserError(
        `Port ${port} is taken, perhaps by Hearth in another window. Stop that one, or choose another port; 0 takes any that is free.`,
      );
    if (hasCode(error, "EACCES"))
      throw new UserError(`Port ${port} is not allowed here. Choose one above 1023, or 0 for any.`);
    throw error;
  }
}

async function close(http: HttpServer, answering: Answering, limits: Limits): Promise<void> {
  const closed = new Promise<void>((resolve) => http.close(() => resolve()));
  http.closeIdleConnections();
  await answering.drain(limits.drainTime);
  http.closeAllConnections();
  await closed;
}

/** What came is no HTTP, or came too slowly. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const [status, reason] =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? ["408 Request Timeout", "The request came too slowly."]
      : error.code === "HPE_HEADER_OVERFLOW"
        ? ["431 Request Header Fields Too Large", "The headers are too large."]
        : ["400 Bad Request", "This is no HTTP request."];
  const { body } = toFailure(new Refusal(400, "bad_request", reason));
  const json = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`,
  );
}

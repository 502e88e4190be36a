import { build } from "esbuild";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type * as vscode from "vscode";

/** A function to run in the extension host: it must stand alone (no outer names), its result goes through JSON. */
export type InHost = <T, A extends unknown[]>(
  run: (api: typeof vscode, ...args: A) => T,
  ...args: A
) => Promise<Awaited<T>>;

/** The tests' line into the extension host. */
export interface Bridge {
  readonly inHost: InHost;
  /** Process id of the extension host that answers now. */
  pid(): number | undefined;
  close(): void;
}

/** Lays the bridge extension into `folder`. */
export async function writeBridgeExtension(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = {
    name: "bridge",
    publisher: "hearth-host",
    version: "0.0.1",
    engines: { vscode: "*" },
    main: "./bridge.js",
    activationEvents: ["*"],
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await build({
    entryPoints: ["src/dev/host/inside/bridge.ts"],
    outfile: join(folder, "bridge.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["vscode"],
    logLevel: "warning",
  });
}

interface Waiting {
  readonly socket: Socket;
  done(value: unknown): void;
  fail(error: Error): void;
}

interface Answer {
  readonly hello?: number;
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** Waits for extension hosts on the socket `path`. A killed host's successor takes its place; open calls fail. */
export async function openBridge(path: string): Promise<Bridge> {
  const hosts = new Map<Socket, number>();
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  const hear = (socket: Socket, { hello, id, value, error }: Answer): void => {
    if (hello !== undefined) hosts.set(socket, hello);
    const call = id === undefined ? undefined : waiting.get(id);
    if (!call || id === undefined) return;
    waiting.delete(id);
    if (error === undefined) call.done(value);
    else call.fail(new Error(error));
  };
  const lose = (socket: Socket): void => {
    hosts.delete(socket);
    for (const [id, call] of waiting) {
      if (call.socket !== socket) continue;
      waiting.delete(id);
      call.fail(new Error("The extension host went away."));
    }
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => lose(socket));
    createInterface(socket).on("line", (line) => hear(socket, JSON.parse(line) as Answer));
  });
  await new Promise<void>((done) => server.listen(path, done));

  const newest = (): Socket | undefined => [...hosts.keys()].at(-1);
  const inHost = (run: (...all: never[]) => unknown, ...args: unknown[]): Promise<unknown> =>
    new Promise((done, fail) => {
      const socket = newest();
      if (!socket) return fail(new Error("There is no extension host."));
      const id = ++lastId;
      waiting.set(id, { socket, done, fail });
      socket.write(`${JSON.stringify({ id, code: String(run), args })}\n`);
    });
  return {
    inHost: inHost as InHost,
    pid: () => {
      const socket = newest();
      return socket && hosts.get(socket);
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

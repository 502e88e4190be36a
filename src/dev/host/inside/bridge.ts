// An extension that runs, inside the extension host, what the UI tests send: for preparing and for looking.
import { connect } from "node:net";
import { createInterface } from "node:readline";
import * as vscode from "vscode";

interface Request {
  readonly id: number;
  /** Source of a function that takes the vscode API first. */
  readonly code: string;
  readonly args: readonly unknown[];
}

export function activate(): void {
  const path = process.env["HEARTH_HOST_BRIDGE"];
  if (!path) return;
  const socket = connect(path).unref();
  socket.on("error", () => {}); // the tests are over
  const send = (message: unknown): void => void socket.write(`${JSON.stringify(message)}\n`);
  send({ hello: process.pid });
  createInterface(socket).on("line", (line) => void answer(JSON.parse(line) as Request, send));
}

async function answer({ id, code, args }: Request, send: (m: unknown) => void): Promise<void> {
  try {
    // oxlint-disable-next-line no-eval -- the tests send source text; nothing else reaches this socket
    const run = (0, eval)(`(${code})`) as (...all: unknown[]) => unknown;
    send({ id, value: toJson(await run(vscode, ...args)) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Results with circles (many of the editor's own objects) count as nothing. */
function toJson(value: unknown): unknown {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return undefined;
  }
}

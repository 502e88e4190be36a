import { Socket } from "node:net";
import type { Disposable } from "./disposable.ts";
import { UserError } from "./errors.ts";
import type { Event } from "./event.ts";

/** A connection that left this machine, when it has ended. */
export interface Outgoing {
  /** Host and port. */
  readonly host: string;
  /** Bytes received. */
  readonly bytes: number;
}

/** What those who start processes know about the network, and want to hear. */
export interface Network {
  /** True: nothing may leave this machine. */
  readonly offline: () => boolean;
  /** After `offline` may have changed. */
  readonly onChange: Event<void>;
  readonly note: (request: Outgoing & { readonly why: string }) => void;
}

/** What a process tells the one that started it. */
export type OutgoingService = {
  left(input: Outgoing, signal: AbortSignal): AsyncIterable<never>;
};

/** All connections of this process that lead away from this machine. */
export interface Connections extends Disposable {
  /** True refuses new ones and ends those that are open. */
  setOffline(offline: boolean): void;
}

type Connect = (this: Socket, ...args: unknown[]) => Socket;

/**
 * Watches every connection that JavaScript in this process opens, by whatever module: `fetch`, `node:https`, a database's
 * client. Native code and programs that it starts are out of its sight.
 */
export function watchConnections(note: (outgoing: Outgoing) => void): Connections {
  const open = new Set<Socket>();
  let offline = false;
  const original = Reflect.get(Socket.prototype, "connect") as Connect;

  function connect(this: Socket, ...args: unknown[]): Socket {
    const host = elsewhere(args);
    if (host === undefined) return original.apply(this, args);
    if (offline) {
      // late, as any other failure: nobody listens yet
      process.nextTick(() => this.destroy(refusal(host)));
      return this;
    }
    open.add(this);
    this.once("close", () => {
      open.delete(this);
      note({ host, bytes: this.bytesRead });
    });
    return original.apply(this, args);
  }
  Reflect.set(Socket.prototype, "connect", connect);
  return {
    setOffline: (on) => {
      offline = on;
      if (on) for (const socket of open) socket.destroy(refusal("Another machine"));
    },
    dispose: () => void Reflect.set(Socket.prototype, "connect", original),
  };
}

const refusal = (host: string): UserError =>
  new UserError(`${host} was not asked, because the setting hearth.offline is on.`);

const here = /^(?:localhost|127(?:\.\d+){3}|::1|::ffff:127(?:\.\d+){3}|\[::1\])$/i;

/** Where `net.Socket.connect` is told to lead, as host:port; undefined for this machine, and for pipes. */
function elsewhere(args: readonly unknown[]): string | undefined {
  // Node's own modules pass what they have sorted out as one list
  const [first, second] = (Array.isArray(args[0]) ? args[0] : args) as readonly unknown[];
  const isObject = typeof first === "object" && first !== null;
  const { host, port, path } = (
    isObject
      ? first
      : { port: first, host: second, path: Number.isNaN(Number(first)) ? first : undefined }
  ) as {
    readonly host?: unknown;
    readonly port?: unknown;
    readonly path?: unknown;
  };
  if (typeof path === "string" || typeof host !== "string" || here.test(host)) return undefined;
  return `${host}:${Number(port)}`;
}

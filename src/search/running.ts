import { type Client, connect, serve } from "../platform/channel.ts";
import { diskTrouble } from "../platform/diskTrouble.ts";
import type { Disposable } from "../platform/disposable.ts";
import { UserError } from "../platform/errors.ts";
import { startProcess } from "../platform/process.ts";
import { collect } from "../platform/stream.ts";
import type { EmbedService, SearchService } from "./protocol.ts";
import type { SearchOptions } from "./search.ts";

/** A search process, and how to talk to it. */
export interface Running extends Disposable {
  readonly client: Client<SearchService>;
  dead(): boolean;
  /** Ends a process that works but cannot do its work, and keeps the reason. */
  fail(reason: unknown): void;
  /** The reason why it cannot do its work, if it told one. */
  why(): unknown;
  /** Tells it whether anything may leave this machine now. */
  tellOffline(): void;
  /** Its last lines. */
  stderr(): readonly string[];
}

/** Starts a process that asks the window for vectors, and whatever else it does not own. */
export function startRunning({ process, embed, shared, network, log }: SearchOptions): Running {
  const child = startProcess(process, { onStderr: (line) => log.info(`search: ${line}`) });
  let dead = false;
  let why: unknown;
  // before anybody else hears of it, so that they find it dead
  void child.exited.then(() => (dead = true));
  const service: EmbedService = {
    async *embed({ texts }, signal) {
      yield await embed(texts, signal);
    },
    async *shared() {
      yield await shared?.();
    },
    async *left(outgoing) {
      network?.note({ ...outgoing, why: "the team's shared index" });
    },
  };
  serve(service, child.port);
  const client = connect<SearchService>(child.port);
  return {
    client,
    dead: () => dead,
    fail(reason) {
      why = inWords(reason);
      dead = true;
      child.dispose();
    },
    why: () => why,
    // one that is gone needs not hear it
    tellOffline: () =>
      void (network && collect(client.offline({ on: network.offline() })).catch(() => {})),
    stderr: () => child.stderr(),
    dispose() {
      dead = true;
      child.dispose();
    },
  };
}

function inWords(reason: unknown): unknown {
  const trouble = diskTrouble(reason);
  if (!trouble) return reason;
  return new UserError(
    `The search index cannot be kept. ${trouble} The variable HEARTH_HOME names another folder for it.`,
  );
}

/** Why the process has died, as far as it said so. */
export function died(own: Running): unknown {
  const why = own.why();
  if (why) return why;
  // an uncaught error is followed by its stack and the version of Node
  const lines = own.stderr().filter((line) => line.trim());
  const said = lines.findLast((line) => /^\S*Error\b|^FATAL/.test(line)) ?? lines.at(-1);
  return new UserError(
    `The search process ended twice in a row${said ? `: ${said}` : "."} See the log; "Rebuild Index" starts from nothing.`,
  );
}

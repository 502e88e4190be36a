import { connect } from "../../platform/channel.ts";
import { messageOf } from "../../platform/errors.ts";
import type { Log } from "../../platform/log.ts";
import { startProcess } from "../../platform/process.ts";
import { last } from "../../platform/stream.ts";
import type { PredictorService } from "./protocol.ts";

/** The graphics cards that the chat engine can use, taken together. */
export interface Graphics {
  /** "CUDA", "Vulkan" or "Metal". */
  readonly backend: string;
  /** What they are called; may be empty. */
  readonly names: readonly string[];
  /** Bytes of memory that they have, and that nobody uses now. */
  readonly total: number;
  readonly free: number;
  /** True: it is the machine's own memory. */
  readonly shared: boolean;
}

/** Milliseconds: a driver may take long to wake, but a question must not wait for one that hangs. */
const patience = 15_000;

/**
 * Asks a process of its own which graphics cards there are: a driver that fails then takes nothing with it. Undefined
 * when there is none that the engine can use, and when the driver failed. Takes a second or two.
 * @param module path of dist/predictor.mjs
 */
export async function askGraphics(
  module: string,
  log: Pick<Log, "debug">,
  signal: AbortSignal = AbortSignal.timeout(patience),
): Promise<Graphics | undefined> {
  const child = startProcess(module, { onStderr: (line) => log.debug(`graphics: ${line}`) });
  try {
    const client = connect<PredictorService>(child.port);
    return (await last(client.graphics(null, signal))) ?? undefined;
  } catch (error) {
    log.debug(`The graphics cards could not be asked: ${messageOf(error)}`);
    return undefined;
  } finally {
    child.kill();
  }
}

/** Milliseconds that an answer counts where there is a card: other programs use its memory too. */
const fresh = 60_000;

/** The same question, asked once; where there is a card, once a minute. Whoever comes meanwhile shares the answer. */
export function rememberGraphics(
  ask: () => Promise<Graphics | undefined>,
  now: () => number = Date.now,
): () => Promise<Graphics | undefined> {
  let known: { readonly answer: Promise<Graphics | undefined>; until: number } | undefined;
  return () => {
    if (known && now() < known.until) return known.answer;
    const asked = { answer: ask(), until: Infinity };
    known = asked;
    void asked.answer.then((found) => found && (asked.until = now() + fresh));
    return asked.answer;
  };
}

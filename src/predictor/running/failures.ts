import { isUserError, messageOf } from "../../platform/errors.ts";
import { type Advice, adviceForCard, findAdvice, toWords } from "./advice.ts";
import { isPredictorError, PredictorError } from "../errors.ts";
import type { Manifest } from "../manifest.ts";
import type { Remains, StartFailure } from "./process.ts";

type Named = Pick<Manifest, "tag" | "title">;

/** A failure in words, and whether the graphics driver or a file of the model is to blame. */
export interface Failure {
  readonly error: PredictorError;
  readonly gpu: boolean;
  readonly file: boolean;
}

/** The process ended while it was loaded. */
export function toCrash({ tag, title }: Named, { exit, lastWords, device }: Remains): Failure {
  const advice = findAdvice(lastWords, exit) ?? adviceForCard(device, exit);
  const message =
    `${title} stopped: its process ended${exit ? ` (${toWords(exit)})` : ""}. ` +
    `${advice?.text ?? "The log shows its last words."} Send again: it starts anew by itself.`;
  return { error: failed(tag, message), ...blameOf(advice) };
}

/** The process did not get ready. An error that is already written for people stays as it is. */
export function toStartFailure({ tag, title }: Named, failure: StartFailure): Failure {
  const { cause, remains } = failure;
  const { exit, lastWords, device } = remains;
  const advice =
    findAdvice([...lastWords, messageOf(cause), codeOf(cause)], exit) ??
    adviceForCard(device, exit);
  // where nothing better is known, the files are worth a look
  const blame = advice ? blameOf(advice) : { gpu: false, file: true };
  if (isPredictorError(cause)) return { error: cause, ...blame };
  const reason = exit ? `its process ended (${toWords(exit)})` : firstLine(messageOf(cause));
  const todo = advice?.text ?? "The log shows its last words. Try again, or choose another model.";
  return { error: failed(tag, `${title} could not be started: ${stop(reason)} ${todo}`), ...blame };
}

/** The process lives, but the prediction failed. */
export function toCallFailure({ tag, title }: Named, error: unknown): unknown {
  if (isUserError(error)) return error;
  const advice = findAdvice([messageOf(error)]);
  const todo = advice?.text ?? "Send again; if it fails again, the log shows more.";
  return failed(tag, `${title} (${tag}) failed: ${stop(firstLine(messageOf(error)))} ${todo}`);
}

const blameOf = (advice?: Advice): Pick<Failure, "gpu" | "file"> => ({
  gpu: advice?.gpu ?? false,
  file: advice?.file ?? false,
});

export const toUnloaded = ({ tag, title }: Named): PredictorError =>
  failed(tag, `${title} was unloaded while it worked. Send again: it starts anew by itself.`);

export const failed = (tag: string, message: string): PredictorError =>
  new PredictorError({ code: "predictor_failed", tag, message });

const stop = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
const firstLine = (text: string): string => text.split("\n", 1)[0]?.trim() ?? "";
const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? "") : "";

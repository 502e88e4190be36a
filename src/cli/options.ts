import { InvalidArgumentError, Option } from "commander";
import type { Kind } from "../predictor/contract/define.ts";

/** The jobs of models, in the order in which they are listed. */
export const kinds: readonly Kind[] = ["chat", "embedding", "speech"];

/** `--json`, which every command has. */
export const jsonOption = (what: string): Option => new Option("--json", `print ${what} as JSON`);

export const modelOption = (kind: string, tag: string): Option =>
  new Option("-m, --model <tag>", `the ${kind} model`).default(tag);

/** Reads a number. @throws {InvalidArgumentError} which commander reports as wrong usage */
export function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() && Number.isFinite(number)) return number;
  throw new InvalidArgumentError("It must be a number.");
}

/** Reads a whole number above 0. @throws {InvalidArgumentError} */
export function toCount(text: string): number {
  const number = toNumber(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/** Reads a port; 0 for any that is free. @throws {InvalidArgumentError} */
export function toPort(text: string): number {
  const port = toNumber(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a port: 0 to 65535.");
}

// Takes the place of VS Code's native logger in the test host: same interface, plain files.
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";

const levels = ["trace", "debug", "info", "warning", "error", "critical"] as const;
let defaultLevel = 0;

export const version = 0;
export function setLevel(level: number): void {
  defaultLevel = level;
}
export function setFlushOn(): void {}
export function shutdown(): void {}

export class Logger {
  #level = defaultLevel;
  #raw = false;
  #file: number | undefined;

  constructor(type: string, _name?: string, path?: string) {
    if (type === "stdout_async" || !path) return;
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, "a");
  }

  trace(message: string): void {
    this.#write(0, message);
  }
  debug(message: string): void {
    this.#write(1, message);
  }
  info(message: string): void {
    this.#write(2, message);
  }
  warn(message: string): void {
    this.#write(3, message);
  }
  error(message: string): void {
    this.#write(4, message);
  }
  critical(message: string): void {
    this.#write(5, message);
  }

  getLevel(): number {
    return this.#level;
  }
  setLevel(level: number): void {
    this.#level = level;
  }
  setPattern(): void {
    this.#raw = true;
  }
  clearFormatters(): void {
    this.#raw = true;
  }
  flush(): void {}
  drop(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #write(level: number, message: string): void {
    if (level < this.#level || this.#file === undefined) return;
    writeSync(this.#file, this.#raw ? message : `${now()} [${levels[level]}] ${message}\n`);
  }
}

/** Local time as VS Code's log reader expects it: 2026-01-31 12:00:00.000 */
function now(): string {
  const date = new Date();
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 23).replace("T", " ");
}

export const createRotatingLogger = async (name: string, path: string): Promise<Logger> =>
  new Logger("rotating", name, path);
export const createAsyncRotatingLogger = async (name: string, path: string): Promise<Logger> =>
  new Logger("rotating_async", name, path);

/** Where code says what it does. `vscode.LogOutputChannel` has this shape. Prompts, file text and keys go to `trace` only. */
export interface Log {
  trace(message: string, ...details: unknown[]): void;
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string | Error, ...details: unknown[]): void;
}

/** Says nothing. */
export const silent: Log = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

import type { Disposable } from "../platform/disposable.ts";
import { note, type Terminal } from "./terminal.ts";

export interface Progress extends Disposable {
  /** `part` is 0 … 1. */
  show(step: { readonly part: number; readonly doing: string }): void;
}

/** Progress on stderr: one line that changes in a terminal, otherwise a line every tenth. */
export function showProgress(terminal: Terminal): Progress {
  return terminal.stderr.isTTY ? changingLine(terminal) : tenths(terminal);
}

const clearLine = "\r\u001b[K";

function changingLine({ stderr }: Terminal): Progress {
  let shown = "";
  return {
    show({ part, doing }) {
      const line = `${percent(part)} ${doing}`.slice(0, (stderr.columns ?? 80) - 1);
      if (line !== shown) stderr.write(clearLine + line);
      shown = line;
    },
    dispose: () => void (shown && stderr.write(clearLine)),
  };
}

function tenths(terminal: Terminal): Progress {
  let told = -1;
  return {
    show({ part, doing }) {
      const tenth = Math.floor(part * 10);
      if (tenth > told) note(terminal, `${percent(part)} ${doing}`);
      told = Math.max(told, tenth);
    },
    dispose() {},
  };
}

const percent = (part: number): string => `${String(Math.floor(part * 100)).padStart(3)} %`;

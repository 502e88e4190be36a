import { closeSync, existsSync, openSync, readSync } from "node:fs";

/** Copies what is appended to a file (which need not exist yet) until `end`, which copies the rest. */
export function follow(path: string, to: { write(data: Uint8Array): unknown }): { end(): void } {
  let file: number | undefined;
  const copy = (): void => {
    if (file === undefined && existsSync(path)) file = openSync(path, "r");
    if (file === undefined) return;
    const part = new Uint8Array(65_536);
    for (let n = readSync(file, part); n > 0; n = readSync(file, part)) to.write(part.slice(0, n));
  };
  const timer = setInterval(copy, 100);
  return {
    end: () => {
      clearInterval(timer);
      copy();
      if (file !== undefined) closeSync(file);
    },
  };
}

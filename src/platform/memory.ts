import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { promisify } from "node:util";

/** Bytes of memory that this machine, or the container that Hearth runs in, has. */
export function usableMemory({
  total = totalmem(),
  limit = process.constrainedMemory(),
}: { readonly total?: number; readonly limit?: number } = {}): number {
  // a limit that nobody has set comes as 0 or as a number beyond all memory
  return limit > 0 ? Math.min(limit, total) : total;
}

/** Bytes of memory that a process holds now; undefined when this system does not say, or the process is gone. */
export async function memoryOf(pid: number): Promise<number | undefined> {
  try {
    if (process.platform === "linux") {
      const status = await readFile(`/proc/${pid}/status`, "utf8");
      return kilobytes(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
    }
    if (process.platform === "win32") return undefined;
    const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
    return kilobytes(stdout.trim());
  } catch {
    return undefined;
  }
}

const kilobytes = (text = ""): number | undefined =>
  /^\d+$/.test(text) ? Number(text) * 1024 : undefined;

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Memory of the search process that has an index below this folder, as the kernel counts it; 0 where there is no /proc. */
export function residentMb(dataFolder: string): number {
  const [index = ""] = readdirSync(join(dataFolder, "index"));
  const lock = readFileSync(join(dataFolder, "index", index, "lock"), "utf8");
  const status = `/proc/${(JSON.parse(lock) as { readonly pid: number }).pid}/status`;
  if (!existsSync(status)) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1]) / 1024;
}

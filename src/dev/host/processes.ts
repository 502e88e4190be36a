import { readFileSync, readdirSync } from "node:fs";
import { until } from "./wait.ts";

/** Ids of the running predictor processes of `parent` by their tag, which each of them takes as its title. */
export function predictorPids(parent: number): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const [state, ppid] = statOf(Number(name)) ?? [];
    if (Number(ppid) !== parent || state === "Z") continue;
    const title = read(`/proc/${name}/cmdline`).split("\0")[0]?.trim();
    if (title?.startsWith("@")) found.set(title, Number(name));
  }
  return found;
}

/** Waits for the process of one predictor. */
export function predictorPid(parent: number, tag: string): Promise<number> {
  return until(() => predictorPids(parent).get(tag), { what: `the process of ${tag}` });
}

/** Processor time that a process has used, ms, in steps of 10. */
export function processorTime(pid: number): number {
  const fields = statOf(pid);
  if (!fields) throw new Error(`Process ${pid} has ended.`);
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Processor time of a process, its children and those of them that have ended, ms, in steps of 10. */
export function processorTimeOfAll(parent: number): number {
  const own = statOf(parent);
  let ticks = own ? sum(own.slice(11, 15)) : 0;
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const fields = statOf(Number(name));
    if (Number(fields?.[1]) === parent) ticks += sum(fields?.slice(11, 13) ?? []);
  }
  return ticks * 10;
}

const sum = (numbers: readonly string[]): number =>
  numbers.reduce((total, each) => total + Number(each), 0);

/** The fields of /proc/PID/stat after the name, "state" first; undefined for a process that is gone. */
function statOf(pid: number): string[] | undefined {
  const stat = read(`/proc/${pid}/stat`);
  return stat ? stat.slice(stat.lastIndexOf(")") + 2).split(" ") : undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // gone meanwhile
  }
}

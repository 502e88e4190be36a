import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle } from "../bundle.ts";
import { openWorkbench, type Workbench } from "../host/workbench.ts";
import { until } from "../host/wait.ts";

const starts = 5;
/** What Hearth may cost somebody who does not use it. */
const bars = { activationMs: 50, memoryMb: 30 };

interface Start {
  /** Loading the bundle, calling activate and waiting for it, by VS Code's own clock. */
  readonly activationMs: number;
  readonly memoryMb: number;
}

/**
 * Measures what Hearth costs while nobody uses it: activation time, memory of the extension host with and without it,
 * bundle size. Sets the exit code when a bar is broken.
 */
export async function run(): Promise<void> {
  await bundle({ minify: true });
  const without: number[] = [];
  const withHearth: Start[] = [];
  for (let i = 0; i < starts; i++) {
    without.push((await measure("none")).memoryMb);
    withHearth.push(await measure("."));
  }
  const activationMs = median(withHearth.map((each) => each.activationMs));
  const memoryMb = median(withHearth.map((each) => each.memoryMb)) - median(without);
  const bundleKb = (await stat("dist/extension.js")).size / 1024;
  console.log(`Median of ${starts} starts, Hearth activated and idle:`);
  line("activation", `${activationMs.toFixed(0)} ms`, activationMs <= bars.activationMs);
  line("memory of the extension host", `+${memoryMb.toFixed(1)} MB`, memoryMb <= bars.memoryMb);
  console.log(`  ${"dist/extension.js".padEnd(30)} ${bundleKb.toFixed(0)} kB`);
  if (activationMs > bars.activationMs || memoryMb > bars.memoryMb) process.exitCode = 1;
}

function line(name: string, value: string, good: boolean): void {
  console.log(`  ${name.padEnd(30)} ${value.padEnd(10)} ${good ? "within the bar" : "TOO MUCH"}`);
}

async function measure(extension: "." | "none"): Promise<Start> {
  const workbench = await openWorkbench({ extension });
  try {
    const activationMs = extension === "none" ? 0 : await activate(workbench);
    await sleep(3000); // the window's own start-up work
    return { activationMs, memoryMb: await residentMb(workbench) };
  } finally {
    await workbench.stop();
  }
}

/** As a person causes it: by opening the view. */
async function activate(workbench: Workbench): Promise<number> {
  await workbench.exec("hearth.chat.focus");
  await workbench.webview("hearth.chat");
  const times = await until(async () => (await workbench.activationTimes()).get("hearth.hearth"), {
    what: "Hearth's activation time",
  });
  return times.load + times.call + times.finish;
}

/** Resident memory of the extension host, as the kernel counts it. */
async function residentMb(workbench: Workbench): Promise<number> {
  const pid = workbench.extensionHostPid();
  const status = await readFile(join("/proc", String(pid), "status"), "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

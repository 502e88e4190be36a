import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Memory } from "./polite.ts";

/** Where Linux tells of its power supplies; tests have their own. */
const supplies = process.env["HEARTH_POWER_SUPPLY"] ?? "/sys/class/power_supply";

/** True when the machine runs on its battery. False also where that cannot be told. */
export async function onBattery(): Promise<boolean> {
  try {
    if (process.platform === "linux") return isDischarging(await readSupplies(supplies));
    if (process.platform === "darwin") return isBatteryPower(await ask("pmset", ["-g", "batt"]));
    if (process.platform === "win32")
      // documented: BatteryStatus of Win32_Battery is 1 while the battery discharges
      return (await ask("powershell.exe", [...quiet, batteryStatus])).trim() === "1";
  } catch {
    // no such program or folder: a machine without a battery, or a container
  }
  return false;
}

const quiet = ["-NoProfile", "-NonInteractive", "-Command"];
const batteryStatus = "(Get-CimInstance -ClassName Win32_Battery | Select -First 1).BatteryStatus";

/** What the kernel says of one power supply: "type", "status", "online", "scope". */
export type Supply = Readonly<Record<string, string>>;

/** A battery of the machine itself is being emptied, and nothing feeds it. That of a mouse has the scope "Device". */
export function isDischarging(all: readonly Supply[]): boolean {
  const own = all.filter(({ scope }) => scope !== "Device");
  const fed = own.some(({ type, online }) => type !== "Battery" && online === "1");
  return !fed && own.some(({ type, status }) => type === "Battery" && status === "Discharging");
}

/** `pmset -g batt` begins: Now drawing from 'Battery Power' */
export const isBatteryPower = (said: string): boolean => said.includes("'Battery Power'");

async function readSupplies(folder: string): Promise<Supply[]> {
  const names = await readdir(folder);
  return Promise.all(
    names.map(async (name) =>
      Object.fromEntries(
        await Promise.all(
          ["type", "status", "online", "scope"].map(async (key) => [
            key,
            (await readFile(join(folder, name, key), "utf8").catch(() => "")).trim(),
          ]),
        ),
      ),
    ),
  );
}

/** What memory there is for this process: the machine's, or a container's when that is less. */
export async function readMemory(): Promise<Memory> {
  const machine = await machineMemory();
  const limit = process.platform === "linux" ? await groupMemory("/sys/fs/cgroup") : undefined;
  if (!limit || limit.total >= machine.total) return machine;
  return { available: Math.min(machine.available, limit.available), total: limit.total };
}

async function machineMemory(): Promise<Memory> {
  const total = totalmem();
  try {
    if (process.platform === "linux") {
      const said = await readFile("/proc/meminfo", "utf8");
      const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(said)?.[1];
      if (kilobytes) return { available: Number(kilobytes) * 1024, total };
    }
    if (process.platform === "darwin") {
      // free pages are few on a healthy Mac: what counts is how much the system could free, in percent
      const percent = Number(await ask("sysctl", ["-n", "kern.memorystatus_level"]));
      if (percent > 0) return { available: (total * percent) / 100, total };
    }
  } catch {
    // the plain figure must do
  }
  return { available: freemem(), total };
}

/** The limit of a control group (version 2, else 1) at `root`; files that were only read can be let go. Undefined without a limit. */
export async function groupMemory(root: string): Promise<Memory | undefined> {
  const read = async (name: string): Promise<string | undefined> =>
    readFile(join(root, name), "utf8").catch(() => undefined);
  for (const [limit, used, cache] of [
    ["memory.max", "memory.current", "inactive_file"],
    ["memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes", "total_inactive_file"],
  ] as const) {
    const total = Number(await read(limit));
    const current = Number(await read(used));
    if (!(total > 0) || !Number.isFinite(current)) continue;
    const stat = (await read(join(limit, "../memory.stat"))) ?? "";
    const idle = Number(new RegExp(`^${cache} (\\d+)$`, "m").exec(stat)?.[1] ?? 0);
    return { available: Math.max(0, total - current + idle), total };
  }
  return undefined;
}

const run = promisify(execFile);
const ask = async (program: string, args: readonly string[]): Promise<string> =>
  (await run(program, args, { timeout: 5000, windowsHide: true })).stdout;

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canInstall, installPackages, onPath } from "./debian.ts";
import type { Run } from "./run.ts";
import { until } from "./wait.ts";

const programs = ["dbus-daemon", "dbus-send"];

/** Finds D-Bus or installs Debian's. @throws {Error} that says what to install when that cannot be done here. */
export async function ensureBus(say: (line: string) => void): Promise<void> {
  if (programs.every(onPath)) return;
  if (!canInstall())
    throw new Error(`No ${programs.join(" or ")} here. Install D-Bus (package "dbus").`);
  say("installing D-Bus (apt-get)");
  await installPackages("dbus");
}

/** A desktop's session bus for one run alone, which starts no service. Resolves with its address. Ends with the run. */
export async function startBus(run: Run): Promise<string> {
  await ensureBus(() => {});
  const [socket, settings] = [join(run.tmp, "bus"), join(run.tmp, "bus.conf")];
  const address = `unix:path=${socket}`;
  await writeFile(settings, toSettings(address));
  const child = spawn("dbus-daemon", ["--nofork", "--nopidfile", `--config-file=${settings}`], {
    stdio: "ignore",
    env: { ...process.env, ...run.mark },
  });
  const ended = new Promise<never>((_, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`dbus-daemon ended with ${code}.`)));
  });
  await Promise.race([until(() => existsSync(socket), { what: "the session bus" }), ended]);
  ended.catch(() => {}); // the run has ended
  return address;
}

const toSettings = (address: string): string => `<!DOCTYPE busconfig PUBLIC
  "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>${address}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

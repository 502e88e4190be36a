// node reaper.mjs ID FOLDER: waits until standard input closes (the run ended, or its owner died), ends every process
// that carries HEARTH_HOST_RUN=ID in its environment, removes FOLDER. Touches no other process. Plain JavaScript,
// because it must start at once and outlive everything else.
import { readFileSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const [id, folder] = process.argv.slice(2);
if (!id || !folder) process.exit(64);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.stdin.resume();
await new Promise((resolve) => {
  for (const event of ["end", "close", "error"]) process.stdin.on(event, resolve);
});

const deadline = Date.now() + 8000;
for (let round = 0; Date.now() < deadline; round++) {
  const pids = marked();
  if (!pids.length) break;
  for (const pid of pids) kill(pid, round < 12 ? "SIGTERM" : "SIGKILL");
  await sleep(50);
}
await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

function marked() {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid && isMarked(name))
    .map(Number);
}

function isMarked(pid) {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    const zombie = /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
    return environment.includes(`HEARTH_HOST_RUN=${id}`) && !zombie;
  } catch {
    return false; // gone meanwhile, or another user's
  }
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
  }
}

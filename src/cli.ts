#!/usr/bin/env node
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { version } from "../package.json";
import { openHearth } from "./cli/hearth.ts";
import { runCommand } from "./cli/program.ts";

// the bundle's own folder: only this file is an entry point, so only here it can be told
const dist = dirname(fileURLToPath(import.meta.url));
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    // asked twice: somebody is in a hurry
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    terminal: process,
    version,
    open: (options) => openHearth({ ...options, dist, env: process.env }),
  },
  stop.signal,
);
// an open stdin, such as an interrupted pipe, must not keep the process
process.stdin.destroy();

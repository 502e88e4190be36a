import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { makeVsix } from "./packaging/vsix.ts";

const started = Date.now();
const path = await makeVsix(".");
const { size } = await stat(path);
console.log(
  `${relative(".", path)}: ${(size / 1e6).toFixed(1)} MB, made in ${Math.round((Date.now() - started) / 1000)} s. ` +
    "Install it with “Extensions: Install from VSIX…”.",
);

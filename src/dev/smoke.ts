import { ensureWeights } from "./weights.ts";
import { smoke } from "./packaging/smoke.ts";
import { makeVsix } from "./packaging/vsix.ts";

// node src/dev/run.mjs smoke [file.vsix]
await ensureWeights();
const vsix = process.argv[2] ?? (await makeVsix("."));
for await (const { name, passed, saw } of smoke(vsix)) {
  console.log(`${passed ? "✔" : "✖"} ${name}: ${saw}`);
  if (!passed) process.exitCode = 1;
}

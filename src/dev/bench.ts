import { run as activation } from "./bench/activation.ts";
import { run as chat } from "./bench/chat.ts";
import { run as commit } from "./bench/commit.ts";
import { run as encoder } from "./bench/encoder.ts";
import { run as fuzz } from "./bench/fuzz.ts";
import { run as graphics } from "./bench/graphics.ts";
import { run as page } from "./bench/page.ts";
import { run as search } from "./bench/search.ts";
import { run as server } from "./bench/server.ts";
import { run as shared } from "./bench/shared.ts";
import { run as speech } from "./bench/speech.ts";

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  activation,
  chat,
  commit,
  encoder,
  fuzz,
  graphics,
  page,
  search,
  shared,
  server,
  speech,
};

const [name = "", ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench) {
  await bench(args);
  process.exit();
}
console.error(`Name what to measure: npm run bench -- ${Object.keys(benches).join("|")}`);
process.exit(1);

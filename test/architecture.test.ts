import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { test } from "node:test";

/** Room → what it may import besides itself. "packages" are those of package.json, "node" the built-in modules. This table is the architecture. */
const mayImport: Record<string, readonly string[]> = {
  platform: ["node"],
  predictor: ["platform", "node"],
  models: ["predictor", "platform", "node", "packages"],
  host: [
    "predictor",
    "platform",
    "node",
    "predictors/llama",
    "predictors/sentence",
    "predictors/piper",
    "predictors/kokoro",
  ],
  sound: ["platform", "node", "packages"],
  openai: ["predictor", "sound", "platform", "node"],
  server: ["openai", "predictor", "platform", "node"],
  remote: ["models", "predictor", "platform", "node"],
  chat: ["predictor", "platform", "node"],
  search: ["predictor", "platform", "node", "packages"],
  speech: ["predictor", "sound", "platform", "node", "packages"],
  webview: ["platform", "packages", "chat/protocol", "chat/strings", "speech/protocol"],
  mcp: ["search", "platform", "node", "packages"],
  cli: [
    ...["mcp", "server", "search", "speech", "remote", "models", "predictor"],
    ...["platform", "node", "packages"],
  ],
  vscode: [
    "chat",
    "search",
    "speech",
    "openai",
    "server",
    "remote",
    "models",
    "predictor",
    "platform",
    "node",
    "vscode",
    "package.json",
  ],
  "predictors/english": ["predictor", "platform", "node"],
  "predictors/llama": ["predictor", "platform", "node", "packages"],
  "predictors/sentence": ["predictor", "platform", "node", "packages"],
  "predictors/piper": [
    "predictor",
    "platform",
    "node",
    "packages",
    "predictors/english",
    "predictors/onnx",
  ],
  "predictors/kokoro": [
    "predictor",
    "platform",
    "node",
    "packages",
    "predictors/english",
    "predictors/onnx",
  ],
  "predictors/onnx": ["predictor", "platform", "node", "packages"],
};
/** These may import every room: they only build and connect. */
const connectors = ["extension.ts", "cli.ts", "dev"];

const files = ["src", "predictors"].flatMap((top) =>
  readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(ts|mjs)$/.test(file))
    .map((file) => posix.join(top, file.replaceAll("\\", "/"))),
);

test("every import follows the table of rooms", () => {
  const wrong = files.flatMap((file) => {
    const room = roomOf(file);
    if (connectors.includes(room)) return [];
    return importsOf(file)
      .map((name) => ({ name, target: targetOf(file, name) }))
      .filter(({ target }) => target.room !== room && !allowed(room, target))
      .map(({ name }) => `${file} imports ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test("every room stands in the table", () => {
  const rooms = new Set(files.map(roomOf).filter((room) => !connectors.includes(room)));
  assert.deepEqual(
    [...rooms].filter((room) => !(room in mayImport)),
    [],
  );
});

test("no file holds more than 300 lines", () => {
  const long = [
    ...files,
    ...readdirSync("test", { recursive: true, encoding: "utf8" })
      .filter((f) => f.endsWith(".ts"))
      .map((f) => join("test", f)),
  ]
    .map((file) => `${file}: ${readFileSync(file, "utf8").split("\n").length}`)
    .filter((line) => Number(line.split(": ")[1]) > 301);
  assert.deepEqual(long, []);
});

interface Target {
  readonly room: string;
  readonly path: string;
}

function allowed(room: string, target: Target): boolean {
  const list = mayImport[room] ?? [];
  return list.includes(target.room) || list.includes(target.path);
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)"([^"]+)"/g)]
    .map(([, name = ""]) => name)
    .filter((name) => /^[\w@./:-]+$/.test(name));
}

function targetOf(file: string, name: string): Target {
  if (name.startsWith(".")) {
    const path = posix.join(dirname(file), name);
    return { room: roomOf(path), path: path.replace(/^src\//, "").replace(/\.ts$/, "") };
  }
  if (name === "vscode") return { room: "vscode-api", path: "vscode" };
  const node = name.startsWith("node:") || builtinModules.includes(name);
  return { room: node ? "node" : "packages", path: name };
}

/** "src/search/rank/rank.ts" → "search", "src/cli.ts" → "cli.ts", "predictors/llama/index.ts" → "predictors/llama" */
function roomOf(path: string): string {
  const [top = "", folder = ""] = path.split("/");
  if (top === "src") return folder;
  if (top === "predictors") return `predictors/${folder}`;
  return path.endsWith("package.json") ? "package.json" : top;
}

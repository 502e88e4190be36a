import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { configuration } from "../../src/vscode/configuration.ts";
import { offerMcpServer } from "../../src/vscode/mcpServer.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

function servers(): readonly (readonly unknown[])[] {
  offerMcpServer({ cli: "/dist/cli.mjs", version: "1.2.3", ...configuration.mcp });
  const provider = fake.editor.mcpServers.get("hearth.mcp");
  assert.ok(provider);
  return provider.provideMcpServerDefinitions().map(({ parts }) => parts);
}

test("without a folder no server is offered", () => {
  assert.deepEqual(servers(), []);
});

test("the server searches the window's folders, the way the window's settings say", () => {
  fake.workspace.workspaceFolders = [
    { uri: fake.Uri.file("/projects/shop") },
    { uri: fake.Uri.parse("memfs:///elsewhere") },
    { uri: fake.Uri.file("/projects/-web") },
  ];
  fake.editor.settings.set("hearth.search.exclude", ["*.gen.ts"]);
  fake.editor.settings.set("hearth.offline", true);
  fake.editor.settings.set("hearth.models.folder", "/models");
  const [server, ...more] = servers();
  assert.deepEqual(more, []);
  const [label, command, args, env, version] = server ?? [];
  assert.deepEqual([label, command, version], ["Hearth Search", process.execPath, "1.2.3"]);
  assert.deepEqual(args, [
    ...["/dist/cli.mjs", "mcp", "--model=@hearth/all-minilm-l6-v2", "--max-file-size=512"],
    ...["--exclude=*.gen.ts", "--", "/projects/shop", "/projects/-web"],
  ]);
  assert.deepEqual(env, {
    ...{ HEARTH_MODELS: "/models", HEARTH_OFFLINE: "1" },
    ELECTRON_RUN_AS_NODE: "1",
  });
});

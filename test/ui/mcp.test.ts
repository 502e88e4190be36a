import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { after, before, test } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { definitions } from "../../src/search/tools/definitions.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({
    workspace: "sample",
  });
});
after(() => window?.stop());

interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

/** How the editor has started `hearth mcp` for this window, once it has. */
function started(): Started | undefined {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      const read = (file: string): string[] =>
        readFileSync(`/proc/${pid}/${file}`, "utf8").split("\0").filter(Boolean);
      const [, ...args] = read("cmdline");
      if (!args[0]?.endsWith("cli.mjs") || args[1] !== "mcp") continue;
      const env = Object.fromEntries(
        read("environ").map((entry) => entry.split(/=(.*)/s).slice(0, 2) as [string, string]),
      );
      if (env["HEARTH_HOME"] !== window.data) continue;
      return { command: readlinkSync(`/proc/${pid}/exe`), args, env };
    } catch {
      // gone meanwhile
    }
  return undefined;
}

test("the editor lists the search among its MCP servers, and starts it for the open folder", async () => {
  // the editor asks an extension for its servers once that is in use
  await window.exec("hearth.chat.focus");
  await window.runCommand("MCP: List Servers");
  await window.quickPick.rows.filter({ hasText: "Hearth Search" }).waitFor();
  await window.screenshot("shots/mcp-list.png");
  await window.quickPick.accept("Hearth Search");
  await window.quickPick.accept("Start Server");
  const { args } = await until(started, { what: "the server", timeout: 20_000 });
  assert.equal(args.at(-1), window.workspace);
  await window.runCommand("MCP: List Servers");
  await window.quickPick.rows.filter({ hasText: "Running" }).waitFor();
  await window.screenshot("shots/mcp-running.png");
  await window.quickPick.cancel();
});

test("what the editor started answers any MCP client with the tools of the search", async (t) => {
  const definition = await until(started, { what: "the server" });
  const client = new Client({ name: "test", version: "1.0.0" });
  t.after(() => client.close());
  await client.connect(
    new StdioClientTransport({ ...definition, args: [...definition.args], stderr: "ignore" }),
  );
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name }) => name),
    definitions.map(({ name }) => name),
  );
  const found = await client.callTool({
    name: tools[0]?.name ?? "",
    arguments: { query: "the fine for a late book" },
  });
  assert.match(JSON.stringify(found.content), /\.ts/);
});

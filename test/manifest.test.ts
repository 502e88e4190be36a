import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { definitions } from "../src/search/tools/definitions.ts";

interface Contributes {
  readonly languageModelTools: readonly {
    readonly name: string;
    readonly displayName: string;
    readonly modelDescription: string;
    readonly inputSchema: unknown;
  }[];
  readonly commands: readonly { command: string; title: string }[];
  readonly keybindings: readonly { command: string; key: string; mac?: string; when?: string }[];
  readonly menus: Readonly<Record<string, readonly { command?: string; submenu?: string }[]>>;
  readonly submenus: readonly { id: string }[];
  readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
  readonly viewsContainers: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
  readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  readonly colors?: readonly { id: string }[];
  readonly walkthroughs: readonly {
    readonly steps: readonly {
      readonly description: string;
      readonly media: { readonly svg: string };
      readonly completionEvents: readonly string[];
    }[];
  }[];
}

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

const manifest = json("package.json") as {
  readonly contributes: Contributes;
  readonly icon: string;
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
};
const texts = json("package.nls.json") as Readonly<Record<string, string>>;
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const settings = Object.keys(contributes.configuration.properties);

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Cells of the README's table with this name, row by row, without the head. */
function readmeTable(name: string): string[][] {
  const table = new RegExp(`<!-- ${name} -->([\\s\\S]*?)<!-- end of ${name} -->`).exec(
    readFileSync("README.md", "utf8"),
  )?.[1];
  assert.ok(table, `README.md has no table of ${name}`);
  const rows = table.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const text = (key: string): string => texts[key.slice(1, -1)] ?? key;

test("the README lists exactly the commands of the manifest, with their titles and keys", () => {
  const keys = (command: string): string =>
    contributes.keybindings
      .filter((binding) => binding.command === command)
      .map(({ key }) => `\`${key}\``)
      .join(", ");
  assert.deepEqual(
    readmeTable("commands"),
    contributes.commands.map(({ command, title }) => [
      `Hearth: ${text(title)}`,
      `\`${command}\``,
      keys(command),
    ]),
  );
});

test("the README lists exactly the settings of the manifest, with their defaults", () => {
  assert.deepEqual(
    readmeTable("settings").map(([id, value]) => [id, value]),
    Object.entries(contributes.configuration.properties).map(([id, setting]) => [
      `\`${id}\``,
      `\`${JSON.stringify(setting.default)}\``,
    ]),
  );
});

test("every text of the manifest is there, and none is left over", () => {
  const used = [...readFileSync("package.json", "utf8").matchAll(/"%([^%"]+)%"/g)].map(
    ([, key]) => key,
  );
  assert.deepEqual(new Set(used), new Set(Object.keys(texts)));
});

test("the tools of the manifest are the search's own, for models and for people, and the voice", () => {
  const tools = contributes.languageModelTools.map(
    ({ name, displayName, modelDescription, inputSchema }) => ({
      ...{ name, title: text(displayName), description: modelDescription, inputSchema },
    }),
  );
  assert.deepEqual(tools.slice(0, -1), definitions);
  assert.equal(tools.at(-1)?.name, "hearth_readAloud");
});

test("menus and keys name commands and submenus that exist", () => {
  const items = Object.values(contributes.menus).flat();
  const named = [...items, ...contributes.keybindings].flatMap(({ command }) => command ?? []);
  assert.deepEqual(
    named.filter((command) => !commands.includes(command)),
    [],
  );
  const submenus = contributes.submenus.map(({ id }) => id);
  const opened = items.flatMap((item) => ("submenu" in item ? (item.submenu ?? []) : []));
  assert.deepEqual(opened.sort(), [...submenus].sort());
});

test("no key is one that people already use for something else", () => {
  const taken = /^(tab|enter|escape|((ctrl|cmd|shift|alt)\+)?[a-z0-9])$/;
  for (const { key, mac, when } of contributes.keybindings)
    // in the search's own list no other keys hold; Alt and a letter turn filters as in the editor's find box
    if (!when?.includes("hearth.searching"))
      for (const each of [key, mac]) assert.doesNotMatch(each ?? "", taken);
});

test("every view has a container, and every icon is a file", () => {
  const containers = Object.values(contributes.viewsContainers).flat();
  assert.deepEqual(
    Object.keys(contributes.views),
    containers.map(({ id }) => id),
  );
  const icons = [...containers, ...Object.values(contributes.views).flat()].map(({ icon }) => icon);
  for (const icon of [manifest.icon, ...icons]) assert.ok(existsSync(icon), `${icon} is missing`);
});

test("the walkthrough's pictures are drawn without styles, and its links and its progress name commands and views that exist", () => {
  const views = Object.values(contributes.views)
    .flat()
    .map(({ id }) => id);
  const known = [...commands, ...views.map((id) => `${id}.focus`)];
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
  assert.equal(steps.length, 4);
  for (const { description, media, completionEvents } of steps) {
    // the editor draws them where no style but its own counts: all would be black
    assert.doesNotMatch(readFileSync(media.svg, "utf8"), /<style|\b(?:style|class)=/, media.svg);
    const linked = [...text(description).matchAll(/\(command:([\w.]+)/g)].map(([, id = ""]) => id);
    assert.ok(linked.length && linked.every((id) => known.includes(id)), description);
    for (const event of completionEvents) {
      const [kind, id = ""] = event.split(":");
      assert.ok((kind === "onView" ? views : commands).includes(id), event);
    }
  }
});

test("a setting with fixed values describes each of them", () => {
  for (const [id, { enum: values, enumDescriptions }] of Object.entries(
    contributes.configuration.properties,
  ))
    if (values) assert.equal(enumDescriptions?.length, values.length, id);
});

test("settings that name an address or a folder are not taken from an untrusted folder", () => {
  const risky = settings.filter((id) => /folder|hub|source|endpoint|url/i.test(id));
  const guarded = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual(
    risky.filter((id) => !guarded.includes(id)),
    [],
  );
  assert.deepEqual(
    guarded.filter((id) => !settings.includes(id)),
    [],
  );
});

test("code names no command, setting, view or colour that the manifest lacks", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join("src", file), "utf8"))
    .join("\n");
  const quoted = [...sources.matchAll(/"(hearth\.[a-z]\w*(?:\.\w+)?)"/g)].map(([, id = ""]) => id);
  const colours = (contributes.colors ?? []).map(({ id }) => id);
  // context keys, a status item, the extension's own id, its MCP server
  const own = [
    "reading",
    "paused",
    "index",
    "hearth",
    "searching",
    "searchFiltered",
    "hasResults",
    "indexHeld",
    "indexPaused",
    "mcp",
    "serving",
    "server",
  ];
  const views = Object.values(contributes.views)
    .flat()
    .flatMap(({ id }) => [id, `${id}.focus`]);
  const known = new Set([
    ...commands,
    ...settings,
    ...views,
    ...colours,
    ...own.map((id) => `hearth.${id}`),
  ]);
  assert.deepEqual(
    [...new Set(quoted)].filter((id) => !known.has(id)),
    [],
  );
});

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { chooseChatModel } from "../../src/vscode/chat/choose.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const manifest = (tag: string, more: Partial<Manifest> = {}): Manifest => ({
  ...{ tag, kind: "chat", engine: "llama", title: tag, description: "For tests." },
  ...{ licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} },
  ...more,
});

/** The list, once all that belongs into it is known, or while some of it is not. */
async function filled(when = (busy: boolean): boolean => !busy) {
  for (;;) {
    const pick = fake.editor.picks.at(-1);
    if (pick?.items.length && when(pick.busy)) return pick;
    await new Promise(setImmediate);
  }
}

const machine = { total: 16e9, budget: 8e9 };

/** All of them are here, except `best`. */
function partsWith(all: readonly Manifest[], best?: Manifest) {
  const used: string[] = [];
  const install = { kind: "absent", bytes: 4e9 } as const;
  const forecast = { verdict: "fits", memory: 4e9, machine, context: 8192 } as const;
  const about = { install, forecast, isRecommended: true, isDefault: false, isAdded: false };
  return {
    used,
    models: {
      list: async () => all,
      state: async (one: Manifest) =>
        one === best ? install : ({ kind: "installed", bytes: 1 } as const),
    },
    recommend: async () => best && { ...about, manifest: best, run: { kind: "absent" } as const },
    use: async ({ tag }: Manifest) => void used.push(tag),
  };
}

test("the one to take on this machine stands first, with the reason, also when it is not here yet", async () => {
  const [here, best] = [manifest("@test/own"), manifest("@test/better")];
  const parts = partsWith([here, best], best);
  let look = (): void => {};
  const looked = new Promise<void>((resolve) => (look = resolve));
  const recommend = async () => looked.then(parts.recommend);
  const done = chooseChatModel({ ...parts, recommend });
  const pick = await filled((busy) => busy);
  pick.moveTo(1);
  look();
  await filled();
  assert.match(pick.activeItems[0]?.label ?? "", /own/, "what came later is not under the finger");
  pick.moveTo(1);
  const [first] = pick.activeItems;
  pick.accept();
  await done;
  assert.equal(first?.label, "$(star-full) @test/better");
  assert.match(first?.description ?? "", /^recommended for this machine · 4\.0 GB/);
  assert.match(first?.detail ?? "", /^The best for code/);
  assert.deepEqual(parts.used, ["@test/better"]);
});

test("remote models stand apart from those of this machine, under what that means", async () => {
  const all = [manifest("@test/own"), manifest("@team/chat", { host: "llm.example.com" })];
  const done = chooseChatModel(partsWith(all));
  const pick = await filled();
  const shown = pick.items.map(({ label }) => label);
  pick.hide();
  await done;
  const at = (label: string): number => shown.findIndex((text) => text.includes(label));
  const order = ["on this machine", "@test/own", "at other machines; what you write goes there"];
  const found = [...order, "@team/chat"].map(at);
  assert.ok(!found.includes(-1), shown.join());
  assert.deepEqual(
    found,
    [...found].sort((a, b) => a - b),
  );
});

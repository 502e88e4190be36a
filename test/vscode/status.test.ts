import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import type { IndexState } from "../../src/search/protocol.ts";
import type { Search } from "../../src/search/search.ts";
import { showIndexStatus } from "../../src/vscode/search/status.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(() => fake.reset());

/** The status bar after a state. */
function shown(state: Partial<IndexState>) {
  const states = new Emitter<IndexState>();
  const status = showIndexStatus({ onState: states.event } as unknown as Search);
  const whole = {
    kind: "indexing",
    files: 1200,
    words: 1200,
    meaning: 300,
    share: 0.388,
    bytes: 0,
    revision: 0,
  };
  states.fire({ ...whole, ...state } as IndexState);
  const item = fake.editor.statusItems.at(-1);
  assert.ok(item);
  const { text, command, visible } = item;
  const tooltip = (item.tooltip as fake.MarkdownString | undefined)?.value ?? "";
  status.dispose();
  return { text, command, visible, tooltip };
}

test("work shows its share, and the time left once that is known", () => {
  assert.equal(shown({}).text, "$(sync~spin) 38 %");
  assert.equal(shown({ secondsLeft: 700 }).text, "$(sync~spin) 38 % · 12 min");
  assert.equal(shown({ secondsLeft: 20 }).text, "$(sync~spin) 38 % · under 1 min");
  assert.equal(shown({ secondsLeft: 3 * 3600 }).text, "$(sync~spin) 38 % · 3 h");
  assert.match(shown({}).tooltip, /words of 1,200, meaning of 300 out of 1,200 files/);
});

test("work that waits for the machine says for what, and a click goes on anyway", () => {
  const { text, command, tooltip } = shown({ kind: "paused", hold: "battery" });
  assert.equal(text, "$(debug-pause) 38 % · paused: on battery");
  assert.equal(command, "hearth.goOnIndexing");
  assert.match(tooltip, /plugged in.*\[Go on anyway\]\(command:hearth\.goOnIndexing\)/s);
  assert.equal(fake.editor.contexts.get("hearth.indexHeld"), true);
  assert.match(shown({ kind: "paused", hold: "debugging" }).text, /paused: debugging/);
  assert.match(shown({ kind: "paused", hold: "memory" }).text, /paused: little memory/);
});

test("what the person has paused is resumed by a click", () => {
  const { text, command, tooltip } = shown({ kind: "paused", hold: "user" });
  assert.deepEqual([text, command], ["$(debug-pause) 38 %", "hearth.resumeIndexing"]);
  assert.doesNotMatch(tooltip, /anyway/);
  assert.match(tooltip, /\[Resume\]/);
});

test("while keys are pressed it stands still and is not called paused", () => {
  const { text, command } = shown({ hold: "typing" });
  assert.deepEqual([text, command], ["$(sync) 38 %", "hearth.pauseIndexing"]);
});

test("nothing stands there when there is nothing to do", () => {
  assert.equal(shown({ kind: "ready" }).visible, false);
});

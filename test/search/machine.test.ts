import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  groupMemory,
  isBatteryPower,
  isDischarging,
  readMemory,
  type Supply,
} from "../../src/search/meaning/machine.ts";

const battery = (status: string): Supply => ({ type: "Battery", status });

test("a laptop that is not plugged in runs on its battery", () => {
  assert.ok(isDischarging([battery("Discharging"), { type: "Mains", online: "0" }]));
  assert.ok(isDischarging([battery("Full"), battery("Discharging")]));
});

test("a plugged machine, a full one, one without a battery and the battery of a mouse are not", () => {
  assert.ok(!isDischarging([battery("Charging"), { type: "Mains", online: "1" }]));
  // some report "Discharging" for a while after they are plugged in
  assert.ok(!isDischarging([battery("Discharging"), { type: "USB", online: "1" }]));
  assert.ok(!isDischarging([battery("Full")]));
  assert.ok(!isDischarging([]));
  assert.ok(!isDischarging([{ ...battery("Discharging"), scope: "Device" }]));
});

test("a Mac says where it draws from", () => {
  assert.ok(
    isBatteryPower("Now drawing from 'Battery Power'\n -InternalBattery-0 84%; discharging"),
  );
  assert.ok(!isBatteryPower("Now drawing from 'AC Power'\n -InternalBattery-0 100%; charged"));
});

/** A control group as files. */
async function groupOf(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "hearth-group-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return await groupMemory(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test("a container's limit counts, without the files that the kernel keeps by the way", async () => {
  const limited = { "memory.max": "1000\n", "memory.current": "700\n" };
  assert.deepEqual(await groupOf({ ...limited, "memory.stat": "anon 400\ninactive_file 200\n" }), {
    available: 500,
    total: 1000,
  });
  assert.deepEqual(await groupOf(limited), { available: 300, total: 1000 });
  assert.deepEqual(
    await groupOf({
      "memory/memory.limit_in_bytes": "1000\n",
      "memory/memory.usage_in_bytes": "900\n",
      "memory/memory.stat": "total_inactive_file 100\n",
    }),
    { available: 200, total: 1000 },
  );
});

test("a container without a limit leaves the machine's memory", async () => {
  assert.equal(await groupOf({ "memory.max": "max\n", "memory.current": "700\n" }), undefined);
  assert.equal(await groupOf({}), undefined);
  const { available, total } = await readMemory();
  assert.ok(available > 0 && available <= total);
});

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { Hold } from "../../src/search/protocol.ts";
import {
  openWorkplace,
  recorder,
  until,
  type Workplace,
  useSearchProcess,
} from "../search/workplace.ts";

const files = Object.fromEntries(
  Array.from({ length: 12 }, (_, i) => [`src/part${i}.ts`, `export const part${i} = ${i};\n`]),
);

let supplies: string;
let place: Workplace;
useSearchProcess();
beforeEach(() => {
  place = openWorkplace(files);
  supplies = mkdtempSync(join(tmpdir(), "hearth-power-"));
  process.env["HEARTH_POWER_SUPPLY"] = supplies;
});
afterEach(() => {
  place.close();
  delete process.env["HEARTH_POWER_SUPPLY"];
  rmSync(supplies, { recursive: true });
});

function power(status: "Discharging" | "Charging"): void {
  mkdirSync(join(supplies, "BAT0"), { recursive: true });
  writeFileSync(join(supplies, "BAT0/type"), "Battery\n");
  writeFileSync(join(supplies, "BAT0/status"), `${status}\n`);
}

const waitingFor = (...waitsFor: Hold[]) => ({
  settings: () => ({ exclude: [], maxFileSize: 500_000, waitsFor }),
});

test("on battery words are read and meaning waits, until the person wants it all the same", async () => {
  power("Discharging");
  const { texts, embed } = recorder();
  const search = place.open({ embed, ...waitingFor("battery") });
  await search.open();
  await until(() => search.state().hold === "battery");
  assert.deepEqual([search.state().kind, search.state().words, texts.length], ["paused", 12, 0]);
  search.goOn();
  await until(() => search.state().meaning === 12);
  assert.equal(search.state().hold, undefined);
});

test("it goes on by itself when the machine is plugged in", { timeout: 30_000 }, async () => {
  power("Discharging");
  const search = place.open(waitingFor("battery"));
  await search.open();
  await until(() => search.state().hold === "battery");
  power("Charging");
  await until(() => search.state().kind === "ready", 15_000);
});

test("it waits for a debug session, also for one that began before the index", async () => {
  const search = place.open(waitingFor("debugging"));
  search.presence({ debugging: true });
  await search.open();
  await until(() => search.state().hold === "debugging");
  assert.equal(search.state().meaning, 0);
  search.presence({ debugging: false });
  await until(() => search.state().kind === "ready");
});

test("it waits while keys are pressed, without being called paused", async () => {
  const { texts, embed } = recorder();
  const search = place.open({ embed, ...waitingFor("typing") });
  search.pause();
  await search.open();
  search.presence({ typed: true });
  search.resume();
  await until(() => search.state().hold === "typing");
  assert.equal(search.state().kind, "indexing");
  assert.equal(texts.length, 0);
  await until(() => search.state().kind === "ready");
  assert.equal(texts.length, 12);
});

test("without being asked to it waits for nothing: a command line does its work", async () => {
  power("Discharging");
  const search = place.open();
  search.presence({ debugging: true, typed: true });
  await search.settled();
  assert.equal(search.state().meaning, 12);
});

test("another answer about the battery holds at once", async () => {
  power("Discharging");
  let waitsFor: readonly Hold[] = ["battery"];
  const settings = () => ({ exclude: [], maxFileSize: 500_000, waitsFor });
  const search = place.open({ settings });
  await search.open();
  await until(() => search.state().hold === "battery");
  waitsFor = [];
  search.presence({});
  await until(() => search.state().kind === "ready");
});

test("what was paused goes on where it was: nothing is embedded twice", async () => {
  const first = recorder();
  const search = place.open({
    embed: async (texts) => {
      if (first.texts.length === 8) search.pause();
      return first.embed(texts);
    },
  });
  await search.open();
  await until(() => search.state().hold === "user");
  await until(() => search.state().meaning >= 8);
  search.dispose();
  const second = recorder();
  await place.open({ embed: second.embed }).settled();
  const all = [...first.texts.slice(0, search.state().meaning), ...second.texts];
  assert.equal(new Set(all).size, 12);
  assert.equal(second.texts.length, 12 - search.state().meaning);
});

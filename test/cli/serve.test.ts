import assert from "node:assert/strict";
import { test } from "node:test";
import { hearth } from "./world.ts";

/** Runs `hearth serve` until `meanwhile` is done with what it printed. */
async function serving(args: readonly string[], meanwhile: (out: string) => Promise<void>) {
  const stop = new AbortController();
  let work: Promise<void> | undefined;
  const ran = await hearth(["serve", "--port", "0", ...args], {
    signal: stop.signal,
    onOutput(out) {
      work ??= meanwhile(out).finally(() => stop.abort());
    },
  });
  await work;
  return ran;
}

test("a token that no client could send is refused", async () => {
  for (const token of ["short", "with a space"]) {
    const { code, err } = await hearth(["serve", "--port", "0", "--token", token]);
    assert.equal(code, 2);
    assert.match(err, /8 characters or more, without spaces/);
  }
});

test("serve prints its address and a new token, answers with it, and ends well by Ctrl-C", async () => {
  let url = "";
  const { code, out, disposed } = await serving([], async (printed) => {
    const [first = "", second = ""] = printed.split("\n");
    url = first;
    const headers = { Authorization: `Bearer ${second.replace("token: ", "")}` };
    const { data } = (await (await fetch(`${url}/models`, { headers })).json()) as {
      data: { id: string }[];
    };
    assert.equal(data[0]?.id, "@test/echo");
    assert.equal((await fetch(`${url}/models`)).status, 401);
  });
  assert.deepEqual([code, disposed], [0, true]);
  assert.match(out, /^http:\/\/127\.0\.0\.1:\d+\/v1\ntoken: [\w-]{32}\n$/);
  await assert.rejects(fetch(`${url}/models`));
});

test("serve takes a token of the user's own and does not repeat it; --json says both", async () => {
  const own = ["--token", "of-my-own"];
  const { out } = await serving(own, async (printed) => {
    const headers = { Authorization: "Bearer of-my-own" };
    assert.equal((await fetch(`${printed.trim()}/models`, { headers })).status, 200);
  });
  assert.doesNotMatch(out, /of-my-own/);
  const json = await serving([...own, "--json"], async () => {});
  assert.equal((JSON.parse(json.out) as { token: string }).token, "of-my-own");
});

test("a port that is none is wrong usage", async () => {
  for (const port of ["-1", "70000", "1.5", "web"])
    assert.equal((await hearth(["serve", "--port", port])).code, 2);
});

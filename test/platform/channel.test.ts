import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, serve } from "../../src/platform/channel.ts";
import { UserError } from "../../src/platform/errors.ts";
import { collect } from "../../src/platform/stream.ts";
import { portPair } from "../fakes/ports.ts";

type Counter = {
  count(input: { readonly to: number }, signal: AbortSignal): AsyncIterable<number>;
  forever(input: null, signal: AbortSignal): AsyncIterable<number>;
  fail(input: { readonly text: string }, signal: AbortSignal): AsyncIterable<never>;
};

function counter(): { readonly service: Counter; stopped: number } {
  const state = {
    stopped: 0,
    service: {
      async *count({ to }) {
        for (let i = 1; i <= to; i++) yield i;
      },
      async *forever(_, signal) {
        try {
          for (let i = 0; ; i++) {
            signal.throwIfAborted();
            yield i;
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          state.stopped++;
        }
      },
      // oxlint-disable-next-line require-yield -- a stream that only fails
      async *fail({ text }): AsyncGenerator<never> {
        throw Object.assign(new UserError(text), { code: "sad", status: 400 });
      },
    } satisfies Counter,
  };
  return state;
}

const turn = async (times = 20): Promise<void> => {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
};

test("items arrive in order and the stream ends", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  assert.deepEqual(await collect(connect<Counter>(b).count({ to: 4 })), [1, 2, 3, 4]);
});

test("two calls at once do not mix", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  const client = connect<Counter>(b);
  const [three, five] = await Promise.all([
    collect(client.count({ to: 3 })),
    collect(client.count({ to: 5 })),
  ]);
  assert.deepEqual(
    [three, five],
    [
      [1, 2, 3],
      [1, 2, 3, 4, 5],
    ],
  );
});

test("both sides of one port may serve and call", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  serve(counter().service, b);
  const answers = await Promise.all([
    collect(connect<Counter>(a).count({ to: 2 })),
    collect(connect<Counter>(b).count({ to: 3 })),
  ]);
  assert.deepEqual(answers, [
    [1, 2],
    [1, 2, 3],
  ]);
});

test("aborting rejects at once and stops the producer", async () => {
  const { a, b } = portPair();
  const state = counter();
  serve(state.service, a);
  const controller = new AbortController();
  const read = async (): Promise<void> => {
    for await (const item of connect<Counter>(b).forever(null, controller.signal))
      if (item === 2) controller.abort();
  };
  await assert.rejects(read(), { name: "AbortError" });
  await turn();
  assert.equal(state.stopped, 1);
});

test("leaving the loop stops the producer", async () => {
  const { a, b } = portPair();
  const state = counter();
  serve(state.service, a);
  for await (const item of connect<Counter>(b).forever(null)) if (item === 2) break;
  await turn();
  assert.equal(state.stopped, 1);
});

test("a call with an aborted signal never reaches the other side", async () => {
  const { a, b } = portPair();
  const heard: unknown[] = [];
  a.listen(
    (message) => heard.push(message),
    () => {},
  );
  await assert.rejects(collect(connect<Counter>(b).count({ to: 1 }, AbortSignal.abort())), {
    name: "AbortError",
  });
  await turn();
  assert.deepEqual(heard, []);
});

test("an error for people stays one, with its own fields", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  await assert.rejects(collect(connect<Counter>(b).fail({ text: "Choose a model first." })), {
    message: "Choose a model first.",
    forUser: true,
    code: "sad",
    status: 400,
  });
});

test("an unknown method is an error, also when every object has one of that name", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  const client = connect<{ constructor: (input: null) => AsyncIterable<never> }>(b);
  await assert.rejects(collect(client.constructor(null)), /Nobody answers to "constructor"/);
});

test("when the other side goes away open calls fail with the reason, later ones too", async () => {
  const { a, b, close } = portPair();
  serve(counter().service, a);
  const client = connect<Counter>(b);
  const read = async (): Promise<void> => {
    for await (const item of client.forever(null)) if (item === 1) close(new Error("It died."));
  };
  await assert.rejects(read(), /It died\./);
  await assert.rejects(collect(client.count({ to: 1 })), /It died\./);
});

test("garbage on the port is ignored", async () => {
  const { a, b } = portPair();
  serve(counter().service, a);
  const client = connect<Counter>(b);
  for (const junk of [null, 7, "text", {}, { hearth: "item" }, { hearth: "done", id: 99 }]) {
    a.post(junk);
    b.post(junk);
  }
  assert.deepEqual(await collect(client.count({ to: 1 })), [1]);
});

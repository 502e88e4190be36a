import { Emitter } from "../platform/event.ts";
import type { Predictors, PredictorState } from "../predictor/predictors.ts";
import { chat, type ChatRequest } from "./chat.ts";
import { openDialects } from "./dialect.ts";
import { offline } from "./failure.ts";
import { hostOf, isHere, type Remote } from "./remotes.ts";
import type { Reach } from "./request.ts";
import { toSignature } from "./signatures.ts";
import { embed, speak } from "./whole.ts";

/** The predictors of this machine and those at endpoints, called in the same way. */
export function withRemotes(
  local: Predictors,
  { remotes, reach }: { readonly remotes: () => readonly Remote[]; readonly reach: Reach },
): Predictors {
  const find = (tag: string): Remote | undefined => remotes().find((remote) => remote.tag === tag);
  const states = new Map<string, PredictorState>();
  const changes = new Emitter<{ readonly tag: string; readonly state: PredictorState }>();
  const hearing = local.onState((change) => changes.fire(change));
  const enter = (remote: Remote, kind: "ready" | "busy"): void => {
    const { tag } = remote;
    if (states.get(tag)?.kind === kind) return;
    const state = { kind, device: deviceOf(remote), pid: 0 } as const;
    states.set(tag, state);
    changes.fire({ tag, state });
  };
  const dialects = openDialects();
  const running = new Map<string, number>();
  async function* run(
    remote: Remote,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly unknown[], void, undefined> {
    const { tag } = remote;
    running.set(tag, (running.get(tag) ?? 0) + 1);
    enter(remote, "busy");
    try {
      yield* outputsOf(remote, { values, reach, dialect: dialects.of(remote) }, signal);
    } finally {
      const rest = (running.get(tag) ?? 1) - 1;
      running.set(tag, rest);
      if (!rest) enter(remote, "ready");
    }
  }

  return {
    async expect(kind, tag) {
      if (find(tag)?.kind !== kind) await local.expect(kind, tag);
    },
    async load(tag, signal) {
      const remote = find(tag);
      if (!remote) return local.load(tag, signal);
      if (reach.offline() && !isHere(remote)) throw offline(remote);
      if (!states.has(tag)) enter(remote, "ready");
      return { signature: toSignature(remote), device: deviceOf(remote), pid: 0 };
    },
    run(tag, values, signal = new AbortController().signal) {
      const remote = find(tag);
      return remote ? run(remote, values, signal) : local.run(tag, values, signal);
    },
    // an endpoint does not say how it counts
    measure: async (tag, values, signal) =>
      find(tag) ? undefined : local.measure(tag, values, signal),
    async unload(tag) {
      if (states.delete(tag)) changes.fire({ tag, state: { kind: "absent" } });
      else await local.unload(tag);
    },
    states: () => new Map([...local.states(), ...states]),
    onState: changes.event,
    dispose() {
      hearing.dispose();
      local.dispose();
    },
  };
}

const deviceOf = (remote: Remote): string => `remote: ${hostOf(remote)}`;

async function* outputsOf(
  remote: Remote,
  { values, reach, dialect }: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly unknown[], void, undefined> {
  switch (remote.kind) {
    case "chat":
      for await (const chunk of chat(remote, { values, reach, dialect }, signal)) yield [chunk];
      return;
    case "embedding":
      yield await embed(remote, values, reach, signal);
      return;
    case "speech":
      yield [await speak(remote, values, reach, signal)];
  }
}

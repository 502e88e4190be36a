import type { ChatCompletionChunk, ChatLength } from "../chatTypes.ts";
import type { Declared, EmbeddingUsage, SpokenWord } from "./parameter.ts";
import type { Parameter, Signature, Tensor } from "./signature.ts";

export type Kind = "chat" | "embedding" | "speech";

/** What `load` gets: runs once, in the predictor's own process. */
export interface LoadContext {
  readonly signal: AbortSignal;
  /** Absolute path of one of the model's verified files. @throws when the manifest does not name it. */
  resource(name: string): string;
  /** A folder that belongs to this model alone, for files derived from its weights. It may be emptied at any time. */
  readonly cacheFolder: string;
  /** "auto" may use a GPU; "cpu" must not. */
  readonly device: "auto" | "cpu";
  /** Threads that leave the editor a core: 1 on a machine of two. */
  readonly threads: number;
  /** Threads that it may take for short work, where that is faster; left out: no more than `threads`. */
  readonly mostThreads?: number;
  /** Bytes that it should not exceed, weights included; left out: as it likes. */
  readonly memory?: number;
  /** Part that is done, 0 … 1. */
  progress(fraction: number): void;
  /**
   * Where the model runs, in words for the user; `note` says why it is not where it was wished ("no GPU was found"). Told
   * already before it is loaded there, so that what kills the process meanwhile can be laid to a graphics driver.
   */
  runsOn(device: string, note?: string): void;
  log(line: string): void;
}

export interface CallContext {
  /** Aborted when nobody wants the answer any more: stop the work, then throw or return. */
  readonly signal: AbortSignal;
}

// oxlint-disable-next-line typescript/no-explicit-any -- a phantom type is both co- and contravariant
export type Inputs = Readonly<Record<string, Declared<any, boolean, string>>>;
/** What `predict` receives: defaults are filled in. */
export type Values<I extends Inputs> = { readonly [K in keyof I]: I[K]["value"] };

/** A predictor as the runtime sees it: one signature, one way to call it. */
export interface Predictor {
  readonly tag: string;
  readonly kind: Kind;
  readonly description: string;
  readonly signature: Signature;
  load(context: LoadContext): Promise<unknown>;
  /** Yields the positional outputs: once for an eager predictor, once an item for a streaming one. */
  predict(
    values: Record<string, unknown>,
    state: unknown,
    context: CallContext,
  ): AsyncIterable<readonly unknown[]>;
  /** How long a conversation would be for a chat predictor; left out when it cannot say. Must not disturb a prediction that runs. */
  measure?(values: Record<string, unknown>, state: unknown): Promise<ChatLength>;
  dispose(state: unknown): Promise<void>;
}

/** Kept for its `predict` type: what `define*` returns. */
export interface Typed<I extends Inputs, R> extends Predictor {
  /** The typed way in, for tests and for predictors that call one another. Fills in defaults. */
  run(args: Args<I>, state: unknown, context: CallContext): R;
}

/** What a caller passes: inputs with a default may be left out. */
export type Args<I extends Inputs> = {
  readonly [K in keyof I as I[K]["isOptional"] extends true ? never : K]: I[K]["value"];
} & { readonly [K in keyof I as I[K]["isOptional"] extends true ? K : never]?: I[K]["value"] };

interface Definition<I extends Inputs, O, S, R> {
  readonly tag: string;
  readonly description: string;
  readonly inputs: I;
  readonly outputs: O;
  /** Runs once; its result is handed to every `predict`. Left out: the predictor has no state. */
  readonly load?: (context: LoadContext) => Promise<S>;
  readonly predict: (values: Values<I>, state: S, context: CallContext) => R;
  /** Counts the tokens of a conversation without answering it. */
  readonly measure?: (values: Values<I>, state: S) => ChatLength | Promise<ChatLength>;
  readonly dispose?: (state: S) => Promise<void> | void;
}

/** Names of the inputs with this role; with `Optional` only those that have, or lack, a default. */
type Named<I extends Inputs, Role extends string, Optional extends boolean = boolean> = {
  [K in keyof I]: I[K]["role"] extends Role
    ? I[K]["isOptional"] extends Optional
      ? K
      : never
    : never;
}[keyof I];
/** Names of the required inputs with any other role. */
type OtherRequired<I extends Inputs, Role extends string> = {
  [K in keyof I]: I[K]["isOptional"] extends true ? never : I[K]["role"] extends Role ? never : K;
}[keyof I] &
  string;
type Never<T> = [T] extends [never] ? true : false;
/** True when a union has exactly one member. */
type One<K, All = K> = [K] extends [never]
  ? false
  : K extends unknown
    ? [All] extends [K]
      ? true
      : false
    : never;

/** Each rule is `unknown` when kept, else the broken rule as text, which the compiler prints. */
type ChatRule<I extends Inputs> =
  Never<Named<I, "messages", false>> extends true
    ? "C1: a chat predictor needs Parameter.Messages without a default"
    : One<Named<I, "messages", false>> extends true
      ? Never<OtherRequired<I, "messages">> extends true
        ? unknown
        : `C2: only the messages may be required; ${OtherRequired<I, "messages">} needs .default()`
      : "C2: a chat predictor has exactly one required Parameter.Messages";
type EmbeddingRule<I extends Inputs> =
  Never<Named<I, "texts", false>> extends true
    ? "E1: an embedding predictor needs Parameter.Texts without a default"
    : One<Named<I, "texts", false>> extends true
      ? Never<OtherRequired<I, "texts">> extends true
        ? unknown
        : `E2, E8: only the texts may be required; ${OtherRequired<I, "texts">} needs .default()`
      : "E2: an embedding predictor has exactly one required Parameter.Texts";
type SpeechRule<I extends Inputs> =
  Never<Named<I, "voice">> extends true
    ? "S2: a speech predictor needs Parameter.AudioVoice"
    : Never<Named<I, "voice", true>> extends false
      ? "S3: the voice is required; take its .default() away"
      : Never<Named<I, "text", false>> extends true
        ? "S1: a speech predictor needs Parameter.Text without a default"
        : One<Named<I, "text", false>> | One<Named<I, "voice">> extends true
          ? Never<OtherRequired<I, "text" | "voice">> extends true
            ? unknown
            : `S5, S11: only text and voice may be required; ${OtherRequired<I, "text" | "voice">} needs .default()`
          : "S5: a speech predictor has exactly one required Parameter.Text and one Parameter.AudioVoice";

type ChatOutputs = readonly [Declared<ChatCompletionChunk, false, "chunk">];
type EmbeddingOutputs =
  | readonly [Declared<Tensor, false, "embedding">]
  | readonly [Declared<Tensor, false, "embedding">, Declared<EmbeddingUsage, false, "usage">];
type EmbeddingResult<O> = O extends readonly [unknown, unknown]
  ? Promise<readonly [Tensor, EmbeddingUsage]>
  : Promise<Tensor>;
type SpeechOutputs =
  | readonly [Declared<Tensor, false, "audio">]
  | readonly [Declared<Tensor, false, "audio">, Declared<readonly SpokenWord[], false, "words">];
type SpeechResult<O> = O extends readonly [unknown, unknown]
  ? Promise<readonly [Tensor, readonly SpokenWord[]]>
  : Promise<Tensor>;

/** A chat completion predictor: messages in, a stream of chunks out. */
export function defineChat<const I extends Inputs, S = undefined>(
  definition: Definition<I, ChatOutputs, S, AsyncIterable<ChatCompletionChunk>> & {
    readonly inputs: ChatRule<I>;
  },
): Typed<I, AsyncIterable<ChatCompletionChunk>> {
  return define<I, S, AsyncIterable<ChatCompletionChunk>>(
    "chat",
    definition,
    async function* (chunks) {
      for await (const chunk of chunks) yield [chunk];
    },
  );
}

/** An embedding predictor: texts in, one float32 tensor (N, D) out; token usage may follow as a second output. */
export function defineEmbedding<
  const I extends Inputs,
  const O extends EmbeddingOutputs,
  S = undefined,
>(
  definition: Definition<I, O, S, EmbeddingResult<O>> & { readonly inputs: EmbeddingRule<I> },
): Typed<I, EmbeddingResult<O>> {
  return define<I, S, EmbeddingResult<O>>("embedding", definition, async function* (result) {
    const outputs: Tensor | readonly [Tensor, EmbeddingUsage] = await result;
    yield "data" in outputs ? [outputs] : outputs;
  });
}

/** A speech predictor: text and a voice in, linear PCM out; when each word sounds may follow as a second output. */
export function defineSpeech<const I extends Inputs, const O extends SpeechOutputs, S = undefined>(
  definition: Definition<I, O, S, SpeechResult<O>> & { readonly inputs: SpeechRule<I> },
): Typed<I, SpeechResult<O>> {
  return define<I, S, SpeechResult<O>>("speech", definition, async function* (result) {
    const outputs: Tensor | readonly [Tensor, readonly SpokenWord[]] = await result;
    yield "data" in outputs ? [outputs] : outputs;
  });
}

function define<I extends Inputs, S, R>(
  kind: Kind,
  definition: Definition<I, readonly Declared<unknown, false, string>[], S, R>,
  toOutputs: (result: R) => AsyncIterable<readonly unknown[]>,
): Typed<I, R> {
  const { tag, description, inputs, outputs, load, predict, measure, dispose } = definition;
  const names = Object.keys(inputs);
  const withDefaults = (args: Readonly<Record<string, unknown>>): Values<I> =>
    Object.fromEntries(
      names.map((name) => [name, args[name] ?? inputs[name]?.spec.default]),
    ) as Values<I>;
  return {
    tag,
    kind,
    description,
    signature: {
      inputs: names.map((name) => toParameter(name, inputs[name]?.spec)),
      outputs: outputs.map(({ spec }, i) => toParameter(`output${i}`, spec)),
    },
    load: async (context) => load?.(context),
    run: (args, state, context) => predict(withDefaults(args), state as S, context),
    predict: (values, state, context) =>
      toOutputs(predict(withDefaults(values), state as S, context)),
    ...(measure && {
      measure: async (values, state) => measure(withDefaults(values), state as S),
    }),
    dispose: async (state) => dispose?.(state as S),
  };
}

const toParameter = (name: string, spec: Omit<Parameter, "name"> | undefined): Parameter => ({
  name,
  ...spec,
});

import {
  type ChatHistoryItem,
  type ChatModelFunctions,
  type ChatWrapper,
  JinjaTemplateChatWrapper,
  LlamaText,
  type LlamaModel,
  resolveChatWrapper,
  SpecialToken,
  SpecialTokensText,
  type Token,
} from "node-llama-cpp";
import { literal } from "../../src/platform/literal.ts";

/**
 * How this model wants a conversation written, by the template in its file. Takes half a second without giving way:
 * once for each model.
 */
export function openTemplate(model: LlamaModel): ChatWrapper {
  const template = model.fileInfo.metadata?.tokenizer?.chat_template;
  const known = resolveChatWrapper(model);
  // the engine's own ChatML begins with a token that many files do not want (their "begin" is <|im_start|>, so it would
  // come twice), finds no thoughts, and leaves out the file's default system message
  const wrapper =
    template && known.wrapperName === "ChatML"
      ? new JinjaTemplateChatWrapper({ template, tokenizer: model.tokenizer })
      : known;
  return keepText(wrapper, { model, markers: findMarkers(model, wrapper, template ?? "") });
}

/** The prompt as the model reads it: the tokens of the whole conversation, its tools included, up to where its answer begins. */
// oxlint-disable-next-line max-params -- the four are one thing
export function toTokens(
  model: LlamaModel,
  wrapper: ChatWrapper,
  history: readonly ChatHistoryItem[],
  functions?: ChatModelFunctions,
): Token[] {
  const { contextText } = wrapper.generateContextState({
    chatHistory: history,
    ...(functions && Object.keys(functions).length && { availableFunctions: functions }),
    documentFunctionParams: true,
  });
  return contextText.tokenize(model.tokenizer);
}

/**
 * Texts that the tokenizer turns into one token even where it is told to read plain text, and that mean something to
 * the template: <think> of many reasoning models is one.
 */
function findMarkers(model: LlamaModel, wrapper: ChatWrapper, template: string): string[] {
  const { thought } = wrapper.settings.segments ?? {};
  const source = [template, thought?.prefix, thought?.suffix].map(textOf).join("");
  const candidates = new Set([
    ...(source.match(/<[^<>\s]{1,40}>|\[\/?[A-Z_]{2,40}\]/g) ?? []),
    "<think>",
    "</think>",
  ]);
  return [...candidates].filter(
    (text) => model.tokenize(text, false, "trimLeadingSpace").length === 1,
  );
}

/** The same template, but what people and the model wrote stays text, and the sentence begins as the file says. */
function keepText(
  wrapper: ChatWrapper,
  { model, markers }: { readonly model: LlamaModel; readonly markers: readonly string[] },
): ChatWrapper {
  type Value = LlamaText["values"][number];
  const generate: ChatWrapper["generateContextState"] = (options) => {
    const state = wrapper.generateContextState(options);
    const { values } = state.contextText;
    const begin: Value[] =
      model.tokens.shouldPrependBosToken && !isBegin(values[0]) ? [new SpecialToken("BOS")] : [];
    const text = values.flatMap<Value>((value) =>
      typeof value === "string" ? splitMarkers(value, markers) : [value],
    );
    const contextText = LlamaText([...begin, ...text]);
    const next = { ...state, contextText };
    // an answer begins without its first space, but one that goes on needs it between two words
    return goesOn(options.chatHistory) ? Object.assign(next, { ignoreStartText: [] }) : next;
  };
  const kept = Object.create(wrapper) as ChatWrapper;
  kept.generateContextState = generate;
  return kept;
}

function goesOn(history: readonly ChatHistoryItem[]): boolean {
  const last = history.at(-1);
  return last?.type === "model" && typeof last.response.at(-1) === "string";
}

/** "a<think>b" → "a", "<" on its own, "think>b": no marker is left in one piece for the tokenizer to find. */
export function splitMarkers(
  text: string,
  markers: readonly string[],
): (string | SpecialTokensText)[] {
  const starts = markers
    .flatMap((marker) => [...text.matchAll(new RegExp(literal(marker), "g"))])
    .map(({ index }) => index)
    .sort((a, b) => a - b);
  const parts: (string | SpecialTokensText)[] = [];
  let from = 0;
  for (const start of starts) {
    parts.push(text.slice(from, start), new SpecialTokensText(text.charAt(start)));
    from = start + 1;
  }
  return [...parts, text.slice(from)];
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : LlamaText.isLlamaText(value) ? value.toString() : "";
const isBegin = (value: unknown): boolean => value instanceof SpecialToken && value.value === "BOS";

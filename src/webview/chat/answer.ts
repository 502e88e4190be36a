import type { Answer, AnswerState, Attachment } from "../../chat/protocol.ts";
import type { Strings } from "../../chat/strings.ts";
import { growCodeBlock, toCodeBlock } from "../markdown/codeBlock.ts";
import { MarkdownStream } from "../markdown/stream.ts";
import { element, fill, setText } from "../elements.ts";
import { copyButton, iconButton, textButton } from "./buttons.ts";
import { toChips } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { toPlace } from "./place.ts";
import { toIcon } from "./icons.ts";

interface ShownAnswer {
  readonly answer: Answer;
  /** What went with the question. */
  readonly pieces: readonly Attachment[];
  /** How many turns were left out of the answer before it. */
  readonly before: number;
  /** Only the last answer can be made anew or go on. */
  readonly last: boolean;
  /** What is said until the first word. */
  readonly waiting: string;
  /** It was written into a form, which is whole wherever the model stopped. */
  readonly isForm: boolean;
}

/** One answer on the page. Streaming changes its text only; the rest is made anew when its state changes. */
export class AnswerView {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #notice = element("div", { class: "notices" });
  readonly #reasoning = element("div", { class: "reasoning-text" });
  readonly #thought: HTMLDetailsElement;
  readonly #thoughtLabel = element("span", {});
  readonly #text = element("div", { class: "markdown" });
  readonly #waiting = element("p", { class: "waiting" });
  readonly #footer = element("footer", {});
  readonly #markdown: MarkdownStream;
  #shown: ShownAnswer | undefined;
  #drawn = "";

  constructor(context: PageContext) {
    this.#context = context;
    const { strings } = context;
    this.#markdown = new MarkdownStream(this.#text, {
      code: (node) =>
        toCodeBlock(node, {
          label: (language) => `${strings.codeBlock} ${language}`.trim(),
          buttons: (code, language) => this.#codeButtons(code, language),
        }),
      growCode: growCodeBlock,
      place: (text) => toPlace(text, context),
      image: (alt) => fill(strings.image, alt),
      done: strings.done,
      notDone: strings.notDone,
    });
    const summary = element("summary", {}, toIcon("chevron"), this.#thoughtLabel);
    this.#thought = element("details", { class: "reasoning" }, summary, this.#reasoning);
    this.element = element(
      "section",
      { class: "answer" },
      element("h2", { class: "unseen", text: strings.answer }),
      ...[this.#notice, this.#thought, this.#text, this.#waiting, this.#footer],
    );
  }

  show(next: ShownAnswer): void {
    const shown = this.#shown;
    this.#shown = next;
    const { answer, pieces, before, last, waiting } = next;
    const same = answer === shown?.answer && before === shown.before && last === shown.last;
    if (same && waiting === shown.waiting) return;
    const { strings } = this.#context;
    const streaming = answer.state.kind === "streaming";
    this.#thought.hidden = !answer.reasoning;
    if (answer.reasoning !== shown?.answer.reasoning)
      this.#reasoning.textContent = answer.reasoning;
    setText(this.#thoughtLabel, streaming && !answer.text ? strings.thinking : strings.thought);
    this.#markdown.update(answer.text);
    this.element.classList.toggle("streaming", streaming);
    this.#waiting.hidden = !streaming || answer.text !== "" || answer.reasoning !== "";
    setText(this.#waiting, waiting);
    const { text: _text, reasoning: _reasoning, ...rest } = answer;
    const drawn = JSON.stringify([rest, before, last, pieces.map(({ cut }) => cut)]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#notice.replaceChildren(...this.#leftOut(answer.leftOut, before), ...this.#cut(pieces));
    this.#footer.replaceChildren(...(streaming ? [] : this.#ending(answer, last)));
  }

  /** Said once, where it begins. */
  #leftOut(leftOut: number, before: number): Node[] {
    const { leftOutOne, leftOutMany } = this.#context.strings;
    if (leftOut <= before) return [];
    const text = leftOut === 1 ? leftOutOne : fill(leftOutMany, String(leftOut));
    return [element("p", { class: "notice", text })];
  }

  /** What of the attached code the model did not read. */
  #cut(pieces: readonly Attachment[]): Node[] {
    return pieces.flatMap(({ path, cut }) => {
      if (!cut) return [];
      const name = path.split("/").at(-1) ?? path;
      const text = fill(this.#context.strings.cut, name, String(cut.kept), String(cut.lines));
      return [element("p", { class: "notice", text })];
    });
  }

  #ending(answer: Answer, last: boolean): Node[] {
    const { strings } = this.#context;
    const { state } = answer;
    const parts: Node[] = [];
    if (state.kind === "stopped")
      parts.push(element("p", { class: "notice", text: stoppedText(state, strings) }));
    if (state.kind === "finished" && state.reason === "length")
      parts.push(element("p", { class: "notice", text: strings.lengthReached }));
    else if (state.kind === "finished" && !answer.text)
      parts.push(element("p", { class: "notice", text: strings.wroteNothing }));
    if (state.kind === "failed") {
      const text = state.message ?? strings.failed;
      parts.push(element("p", { class: "notice failed", attributes: { role: "alert" }, text }));
    }
    if (answer.text) parts.push(...this.#sources());
    if (last) parts.push(...this.#nextSteps(answer));
    parts.push(this.#bar(answer, last));
    return parts;
  }

  /** Where the search of the workspace found what the answer is built on. */
  #sources(): Node[] {
    const found = (this.#shown?.pieces ?? []).filter(({ kind }) => kind === "found");
    if (!found.length) return [];
    const label = element("span", { class: "label", text: this.#context.strings.sources });
    return [element("div", { class: "sources" }, label, ...toChips(found, this.#context))];
  }

  #nextSteps({ state, text }: Answer): Node[] {
    const { strings, editor, run, perform } = this.#context;
    const cut = state.kind === "finished" && state.reason === "length";
    const broken = state.kind === "failed" || state.kind === "stopped";
    const repeated = state.kind === "stopped" && state.repeated;
    const steps: Node[] = [];
    // it would go on repeating itself, or behind the end of the code
    const isWhole = this.#shown?.isForm && text.endsWith("```");
    if ((cut || broken) && text && !repeated && !isWhole)
      steps.push(textButton({ label: strings.continue }, () => run(editor.resume({}))));
    if (broken || !text)
      steps.push(textButton({ label: strings.retry }, () => run(editor.regenerate({}))));
    if (repeated || (!broken && !text))
      steps.push(
        textButton({ label: strings.chooseModel }, () => perform({ kind: "chooseModel" })),
      );
    return steps.length ? [element("div", { class: "steps" }, ...steps)] : [];
  }

  #bar(answer: Answer, last: boolean): HTMLElement {
    const { strings, editor, run, perform } = this.#context;
    const { text } = answer;
    const buttons: Node[] = [];
    if (text) {
      const words = { copy: strings.copyMessage, copied: strings.copied };
      buttons.push(copyButton(words, () => perform({ kind: "copy", text })));
      buttons.push(
        iconButton("sound", strings.readAloud, () => perform({ kind: "readAloud", text })),
      );
    }
    if (last && answer.state.kind === "finished")
      buttons.push(iconButton("again", strings.regenerate, () => run(editor.regenerate({}))));
    const facts = factsOf(answer, this.#context).flatMap((text, i) => [
      ...(i ? [document.createTextNode(" · ")] : []),
      element("span", { class: "fact", text }),
    ]);
    return element(
      "div",
      { class: "bar" },
      ...buttons,
      element("span", { class: "facts" }, ...facts),
    );
  }

  #codeButtons(code: () => string, language: string): Node[] {
    const { strings, perform } = this.#context;
    const pieces = (): readonly Attachment[] => this.#shown?.pieces ?? [];
    return [
      copyButton(strings, () => perform({ kind: "copy", text: code() })),
      iconButton("insert", strings.insert, () => perform({ kind: "insert", text: code() })),
      // what is for a shell has no file that it could be applied to
      isShell(language)
        ? iconButton("terminal", strings.terminal, () =>
            perform({ kind: "terminal", text: code() }),
          )
        : iconButton("apply", strings.apply, () =>
            perform({ kind: "apply", text: code(), pieces: pieces() }),
          ),
      iconButton("file", strings.newFile, () =>
        perform({ kind: "newFile", text: code(), language }),
      ),
    ];
  }
}

/** Languages of code blocks that are typed into a terminal. */
const isShell = (language: string): boolean =>
  /^(?:sh|bash|zsh|fish|shell|console|shellscript|shell-session|powershell|pwsh|ps1|cmd|bat)$/i.test(language); // prettier-ignore

/** Why an answer stopped before its end. */
export const stoppedText = (
  { repeated }: Extract<AnswerState, { kind: "stopped" }>,
  strings: Pick<Strings, "stopped" | "repeated">,
): string => (repeated ? strings.repeated : strings.stopped);

/** "420 ms", "5.7 sec" */
function toDuration(ms: number, locale: string): string {
  const [value, unit] = ms < 1000 ? [Math.round(ms), "millisecond"] : [ms / 1000, "second"];
  const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return value.toLocaleString(locale, style);
}

/** "smollm2-135m-instruct", "132 tokens", "48 tokens/s", "first token 420 ms", "seed 7" */
function factsOf(
  { model, host, timings, seed }: Answer,
  { strings, locale }: PageContext,
): string[] {
  const number = (value: number): string =>
    value.toLocaleString(locale, { maximumFractionDigits: value < 10 ? 1 : 0 });
  const facts = [model.replace(/^@hearth\//, "")];
  if (host !== undefined) facts.push(fill(strings.remote, host));
  // of one token there is nothing to tell
  if (timings?.tokens !== undefined && timings.tokens > 1)
    facts.push(fill(strings.written, number(timings.tokens)));
  if (timings?.speed !== undefined) facts.push(fill(strings.speed, number(timings.speed)));
  if (timings) facts.push(fill(strings.firstToken, toDuration(timings.firstToken, locale)));
  if (seed !== undefined) facts.push(fill(strings.seed, String(seed)));
  return facts;
}

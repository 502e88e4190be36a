import type { Attachment, Codebase } from "../../chat/protocol.ts";
import { element, setText } from "../elements.ts";
import { iconButton } from "./buttons.ts";
import type { PageContext } from "./context.ts";
import { toIcon } from "./icons.ts";

const pause = 300;

/** "@codebase": the workspace is searched for the question while it is written; nothing goes along unseen. */
export class WorkspaceSearch {
  readonly element = element("div", { class: "codebase" });
  readonly #context: PageContext;
  readonly #text: () => string;
  readonly #state = element("span", { class: "place", attributes: { role: "status" } });
  #codebase: Codebase = { kind: "off" };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The question whose places the person has had before the eyes. */
  #seen: string | undefined;

  /** `text` gives the question as it is now. */
  constructor(context: PageContext, text: () => string) {
    this.#context = context;
    this.#text = text;
    const { strings, editor, run } = context;
    const chip = element(
      "span",
      { class: "chip" },
      toIcon("search"),
      element("span", { class: "name", text: "@codebase" }),
      iconButton("close", strings.leaveCodebase, () => run(editor.leaveCodebase({}))),
    );
    chip.title = strings.codebase;
    this.element.append(chip, this.#state);
    this.element.hidden = true;
  }

  show({
    codebase,
    attachments,
  }: {
    readonly codebase: Codebase;
    readonly attachments: readonly Attachment[];
  }): void {
    const { strings } = this.#context;
    const before = this.#codebase;
    this.#codebase = codebase;
    this.element.hidden = codebase.kind === "off";
    if (codebase.kind === "off") this.#seen = undefined;
    if (codebase.kind !== "off" && before.kind === "off") this.soon();
    const none = !attachments.some(({ kind }) => kind === "found");
    if (codebase.kind === "searching") this.#say(strings.searching);
    else if (codebase.kind === "found") {
      if (codebase.question && none) this.#say(strings.foundNothing);
      else if (this.#seen === undefined) this.#say("");
    }
  }

  /** Searches once the person has not written for a moment. */
  soon(): void {
    if (this.#codebase.kind === "off") return;
    clearTimeout(this.#timer);
    this.#seen = undefined;
    this.#timer = setTimeout(() => void this.#find(), pause);
  }

  /** True when what would be sent is what is shown. If not, it searches, shows, and asks for another Enter. */
  async isSeen(): Promise<boolean> {
    if (this.#codebase.kind === "off" || this.#seen === this.#text()) return true;
    const { kind } = this.#codebase;
    if (kind === "found" && this.#codebase.question === this.#text()) return true;
    clearTimeout(this.#timer);
    const text = this.#text();
    await this.#find();
    if (this.#text() === text) {
      this.#seen = text;
      this.#say(this.#context.strings.sendAgain);
    }
    return false;
  }

  async #find(): Promise<void> {
    for await (const _ of this.#context.editor.find({ text: this.#text() }));
  }

  #say(text: string): void {
    setText(this.#state, text);
  }
}

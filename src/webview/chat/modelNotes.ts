import type { ModelCard, ModelWork } from "../../chat/protocol.ts";
import { element, fill } from "../elements.ts";
import { textButton } from "./buttons.ts";
import type { PageContext } from "./context.ts";

type Downloading = Extract<ModelWork, { kind: "downloading" }>;

/** What is said about the model: its download when it is missing, a word of caution when it is small, else nothing. */
export class ModelNotes {
  readonly element = element("div", { class: "model" });
  readonly #context: PageContext;
  #bar: HTMLProgressElement | undefined;
  #doing: HTMLElement | undefined;
  #drawn = "";

  constructor(context: PageContext) {
    this.#context = context;
  }

  /** `begun`: whoever has asked more than once knows what the model is like. */
  show(
    model: ModelCard | undefined,
    { work, begun }: { readonly work: ModelWork; readonly begun: boolean },
  ): void {
    // only what a number changes is drawn in place, so that "Stop" keeps the focus
    const drawn = JSON.stringify([model, begun, work.kind, work.kind === "failed" && work.message]);
    if (drawn !== this.#drawn) this.element.replaceChildren(...this.#notes(model, work, begun));
    this.#drawn = drawn;
    if (work.kind === "downloading") this.#showProgress(work);
  }

  #notes(model: ModelCard | undefined, work: ModelWork, begun: boolean): Node[] {
    const { strings } = this.#context;
    const note = (text: string): Node =>
      element("p", { class: "note", text: `${text} ` }, this.#choose());
    if (!model) return [note(strings.noModel)];
    if (model.vendor) return [note(fill(strings.elsewhere, model.vendor))];
    if (!model.installed) return [this.#missing(model, work)];
    return model.small && !begun ? [note(strings.smallModel)] : [];
  }

  #choose(): Node {
    const { strings, perform } = this.#context;
    return textButton({ label: strings.chooseModel, kind: "link" }, () =>
      perform({ kind: "chooseModel" }),
    );
  }

  #missing(model: ModelCard, work: ModelWork): HTMLElement {
    const { strings, locale } = this.#context;
    const about = [model.title, toSize(model.bytes, locale), model.licence].join(" · ");
    const heading = model.damage === undefined ? strings.downloadText : strings.damagedModel;
    const card = element(
      "section",
      { class: "card" },
      element("h2", { text: heading }),
      element("p", { class: "about", text: about }),
      ...(model.damage === undefined
        ? []
        : [element("p", { class: "notice", text: model.damage })]),
      ...(work.kind === "downloading" ? this.#progress() : this.#offer(work)),
    );
    card.ariaLabel = heading;
    return card;
  }

  #offer(work: ModelWork): Node[] {
    const { strings, editor, run } = this.#context;
    const offer = textButton({ label: strings.download, kind: "primary", icon: "download" }, () =>
      run(editor.install({})),
    );
    const steps = element("div", { class: "steps" }, offer, this.#choose());
    if (work.kind !== "failed") return [steps];
    const text = fill(strings.downloadFailed, work.message);
    const failed = element("p", { class: "notice failed", attributes: { role: "alert" }, text });
    return [failed, steps];
  }

  #progress(): Node[] {
    const { strings, editor, run } = this.#context;
    this.#bar = element("progress", {});
    this.#doing = element("p", { class: "about" });
    const stop = textButton({ label: strings.stopDownload }, () => run(editor.stopInstall({})));
    return [this.#bar, this.#doing, element("div", { class: "steps" }, stop)];
  }

  #showProgress({ done, bytes, doing }: Downloading): void {
    const { strings, locale } = this.#context;
    if (!this.#bar || !this.#doing) return;
    const text = fill(strings.downloading, toSize(done, locale), toSize(bytes, locale));
    this.#bar.max = Math.max(bytes, 1);
    this.#bar.value = done;
    this.#bar.ariaLabel = text;
    this.#doing.textContent = [text, doing].filter(Boolean).join(" · ");
  }
}

/** "139 MB", in decimal units as disks are sold. */
export function toSize(bytes: number, locale: string): string {
  const large = bytes >= 1e9;
  return (bytes / (large ? 1e9 : 1e6)).toLocaleString(locale, {
    style: "unit",
    unit: large ? "gigabyte" : "megabyte",
    maximumFractionDigits: large ? 1 : 0,
  });
}

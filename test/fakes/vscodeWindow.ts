import { Emitter } from "../../src/platform/event.ts";

export class Disposable {
  readonly dispose: () => void;
  constructor(dispose: () => void) {
    this.dispose = dispose;
  }
  static from(...all: { dispose(): void }[]): Disposable {
    return new Disposable(() => all.forEach((one) => one.dispose()));
  }
}

interface FakeItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly alwaysShow?: boolean;
  readonly buttons?: readonly { readonly tooltip?: string }[];
}

/** A list that a test drives: it types, moves, accepts. Like the editor's, it begins at the first item. */
export class FakePick {
  title: string | undefined;
  placeholder: string | undefined;
  prompt: string | undefined;
  busy = false;
  shown = false;
  value = "";
  buttons: readonly { readonly tooltip?: string; readonly toggle?: { checked: boolean } }[] = [];
  sortByLabel = true;
  #items: readonly FakeItem[] = [];
  #active: readonly FakeItem[] = [];
  readonly #value = new Emitter<string>();
  readonly #accept = new Emitter<void>();
  readonly #hide = new Emitter<void>();
  readonly #change = new Emitter<readonly FakeItem[]>();
  readonly #itemButton = new Emitter<unknown>();
  readonly #button = new Emitter<unknown>();
  readonly onDidChangeValue = this.#value.event;
  readonly onDidAccept = this.#accept.event;
  readonly onDidHide = this.#hide.event;
  readonly onDidChangeActive = this.#change.event;
  readonly onDidTriggerItemButton = this.#itemButton.event;
  readonly onDidTriggerButton = this.#button.event;

  get items(): readonly FakeItem[] {
    return this.#items;
  }
  set items(items: readonly FakeItem[]) {
    this.#items = items;
    this.#active = items.slice(0, 1);
  }
  get activeItems(): readonly FakeItem[] {
    return this.#active;
  }
  set activeItems(items: readonly FakeItem[]) {
    this.#active = items;
    this.#change.fire(items);
  }
  show(): void {
    this.shown = true;
  }
  hide(): void {
    if (!this.shown) return;
    this.shown = false;
    this.#hide.fire();
  }
  dispose(): void {
    this.hide();
  }

  type(value: string): void {
    this.value = value;
    this.#value.fire(value);
  }
  moveTo(index: number): void {
    this.activeItems = this.#items.slice(index, index + 1);
  }
  accept(): void {
    this.#accept.fire();
  }
  press(index: number, tooltip: string): void {
    const item = this.#items[index];
    const button = item?.buttons?.find((one) => one.tooltip === tooltip);
    if (!button) throw new Error(`Item ${index} has no button "${tooltip}".`);
    this.#itemButton.fire({ item, button });
  }
  pressTitle(tooltip: string | RegExp): void {
    const button = this.buttons.find((one) => one.tooltip?.match(tooltip));
    if (!button) throw new Error(`The list has no button "${tooltip}".`);
    this.#button.fire(button);
  }
}

/** A tree view that a test looks into. */
export class FakeTree {
  readonly source: {
    getChildren(node?: unknown): unknown[];
    getTreeItem(node: unknown): unknown;
    getParent(node: unknown): unknown;
  };
  message = "";
  description = "";
  visible = true;
  selection: unknown[] = [];
  revealed: unknown;
  readonly #selected = new Emitter<{ selection: unknown[] }>();
  readonly #visibility = new Emitter<{ visible: boolean }>();
  readonly onDidChangeSelection = this.#selected.event;
  readonly onDidChangeVisibility = this.#visibility.event;

  constructor(source: FakeTree["source"]) {
    this.source = source;
  }
  select(node: unknown): void {
    this.selection = [node];
    this.#selected.fire({ selection: [node] });
  }
  show(): void {
    this.#visibility.fire({ visible: true });
  }
  async reveal(node: unknown): Promise<void> {
    this.revealed = node;
  }
  dispose(): void {}
}

export class FakeStatusItem {
  text = "";
  name = "";
  tooltip: unknown;
  command: unknown;
  accessibilityInformation: unknown;
  visible = false;
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  dispose(): void {
    this.hide();
  }
}

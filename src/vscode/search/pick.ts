import * as vscode from "vscode";
import { isUserError, UserError } from "../../platform/errors.ts";
import type { Press } from "./buttons.ts";
import { pickFolder, pickLanguages } from "./filterPick.ts";
import { findOccurrences } from "./occurrences.ts";
import { toPlace } from "./pickItem.ts";
import { List, type Choice, type Listed, type ListParts, type Start } from "./pickList.ts";
import { openPreview, type Place } from "./preview.ts";

export interface SearchPickParts extends ListParts {
  /** Offers the model that meaning needs: a button shows while the index says that it lacks something. */
  readonly offerModel: () => Promise<unknown>;
  /** Keeps what is listed open beside the editor. */
  readonly keep: (listed: Listed) => Promise<void>;
  /** Lets these places go with the next question. */
  readonly addToChat: AddToChat;
}

export type AddToChat = (places: readonly Place[]) => Promise<void>;

/** The live search, of which there is one at a time. */
export interface SearchPick {
  /**
   * Resolves with the place that was opened, or undefined when the list was left.
   * @throws {UserError} when no folder is open
   */
  pick(start?: Start): Promise<Place | undefined>;
  /** Does what a button of the list does; opens the list first when there is none. */
  press(press: Press): Promise<Place | undefined>;
  /** Keeps what is listed now, or was last. @throws {UserError} when nothing was found yet */
  keep(): Promise<void>;
  /** False while the list is not open. */
  isOpen(): boolean;
}

export function openSearchPick(parts: SearchPickParts): SearchPick {
  let current: List | undefined;
  let last: Listed | undefined;

  async function pick(start?: Start, first?: Press): Promise<Place | undefined> {
    if (!vscode.workspace.workspaceFolders?.length)
      throw new UserError(
        vscode.l10n.t("Open a folder first: the search looks through its files."),
      );
    const { search, report } = parts;
    const preview = openPreview();
    const list = new List(parts, start, (row) => {
      preview.show(toPlace(row)).catch((error: unknown) => {
        // a file that has gone since it was found is no reason for a message
        if (isUserError(error)) list.askAgain();
        else report("Preview", error);
      });
    });
    current = list;
    setOpen(true);
    try {
      search.open().catch((error: unknown) => report("hearth.search", error));
      const choosing = choose(parts, list);
      if (first) list.press(first);
      const choice = await choosing;
      if (typeof choice === "object" || choice === "keep" || choice === "occurrences")
        parts.recent.add(list.typed());
      if (typeof choice === "object" && choice.to !== "chat") {
        const place = toPlace(choice.row);
        await preview.open(place, choice.to === "side");
        return place;
      }
      await preview.restore();
      if (typeof choice === "object") await parts.addToChat([toPlace(choice.row)]);
      if (choice === "model") await parts.offerModel();
      if (choice === "occurrences") await findOccurrences(list.typed(), parts.filters.current());
      if (choice === "keep") await parts.keep(list.listed());
      return undefined;
    } finally {
      if (current === list) {
        current = undefined;
        setOpen(false);
      }
      last = list.listed();
      list.dispose();
      preview.dispose();
    }
  }

  return {
    pick: (start) => pick(start),
    async press(press) {
      if (!current) return pick(undefined, press);
      current.press(press);
      return undefined;
    },
    async keep() {
      if (current) return current.press("keep");
      if (!last?.hits.length)
        throw new UserError(vscode.l10n.t("Search for something first: its results are kept."));
      await parts.keep(last);
    },
    isOpen: () => current !== undefined,
  };
}

/** Shows the list, and again after each break for choosing a filter, until it ends. */
async function choose({ filters, search }: ListParts, list: List): Promise<Choice> {
  for (;;) {
    const choice = await list.show();
    if (choice === "folder") await pickFolder(filters, search.contents());
    else if (choice === "language") await pickLanguages(filters, search.contents());
    else return choice;
  }
}

/** The keys of the list's buttons hold only while it is open. */
const setOpen = (open: boolean): void =>
  void vscode.commands.executeCommand("setContext", "hearth.searching", open);

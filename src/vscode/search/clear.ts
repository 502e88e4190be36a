import * as vscode from "vscode";
import type { Search } from "../../search/search.ts";
import { sizeOf } from "../../models/size.ts";

/** Throws the index away when the person agrees; the question says how large it is and what it cost. */
export async function clearIndex(search: Search): Promise<void> {
  // its size is known once it is open
  await search.contents();
  const { bytes, files } = search.state();
  const clear = vscode.l10n.t("Clear");
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t("Clear the search index of this workspace?"),
    {
      modal: true,
      detail: vscode.l10n.t(
        "It knows {0} files and takes {1}. Your files stay as they are. The next search reads them again, and learns their meaning again.",
        files.toLocaleString(vscode.env.language),
        sizeOf(bytes),
      ),
    },
    clear,
  );
  if (choice !== clear) return;
  await search.clear();
  vscode.window.setStatusBarMessage(vscode.l10n.t("The search index is cleared."), 5000);
}

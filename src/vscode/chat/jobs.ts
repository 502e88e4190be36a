import * as vscode from "vscode";
import { codeIn, editRequest, questionFor, type Job } from "../../chat/jobs.ts";
import type { Answer, Attachment, Question } from "../../chat/protocol.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { UserError } from "../../platform/errors.ts";
import type { Changes } from "./apply.ts";
import { definitionAround } from "../aroundCursor.ts";
import type { Commands } from "../commands.ts";
import { toProblems } from "./problems.ts";
import { activeEditor, selectedPieces, toPiece } from "../selection.ts";

interface JobParts {
  /** Begins a chat with a question about some code. Gives the answer, when that came to its end. */
  ask(
    text: string,
    pieces: readonly Attachment[],
    job?: Question["job"],
  ): Promise<Answer | undefined>;
  readonly changes: Pick<Changes, "show">;
}

/** Where a problem is, as a code action hands it to its command. */
interface ProblemPlace {
  readonly uri: string;
  readonly line: number;
}

/** Explain, Fix, Document, Write Tests, Edit: as commands and as code actions. Each begins a chat of its own. */
export function offerJobs({
  ask,
  changes,
}: JobParts): Disposable & { readonly commands: Commands } {
  const store = new DisposableStore();
  store.add(
    vscode.languages.registerCodeActionsProvider(
      [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-remote" }],
      { provideCodeActions },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, rewrite] },
    ),
  );
  const about = (job: Job) => async (): Promise<void> => {
    const pieces = piecesHere();
    const question = questionFor(job, pieces[0]?.language ?? "");
    await ask(question, pieces, job === "document" ? job : undefined);
  };
  let wished = "";
  const edit = async (): Promise<void> => {
    const pieces = piecesHere();
    const wish = await askWish(pieces, wished);
    if (!wish) return;
    wished = wish;
    const answer = await ask(editRequest(wish, pieces[0]?.language ?? ""), pieces);
    const code = answer && codeIn(answer.text);
    if (code?.trim()) await changes.show(code, pieces);
  };
  return {
    commands: {
      "hearth.explainSelection": about("explain"),
      "hearth.documentCode": about("document"),
      "hearth.writeTests": about("tests"),
      "hearth.editCode": edit,
      "hearth.fixProblem": async (place?: ProblemPlace) => {
        const pieces = await brokenPieces(place);
        await ask(questionFor("fix", pieces[0]?.language ?? ""), pieces);
      },
    },
    dispose: () => store.dispose(),
  };
}

/** What is to become of the code, in the person's words; undefined when they thought better of it. */
async function askWish(
  [piece]: readonly Attachment[],
  before: string,
): Promise<string | undefined> {
  const wish = await vscode.window.showInputBox({
    title: vscode.l10n.t("Edit with Hearth"),
    prompt: vscode.l10n.t(
      "{0}: you see the change before it is made.",
      piece ? `${piece.path}:${piece.firstLine}–${piece.lastLine}` : "",
    ),
    placeHolder: vscode.l10n.t("What should change, such as: return early instead of nesting"),
    value: before,
  });
  return wish?.trim() || undefined;
}

const rewrite = vscode.CodeActionKind.RefactorRewrite;

function provideCodeActions(
  document: vscode.TextDocument,
  range: vscode.Range,
  { diagnostics, triggerKind }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const actions: vscode.CodeAction[] = [];
  const [first] = diagnostics;
  if (first) {
    const title = vscode.l10n.t("Fix with Hearth");
    const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    const place: ProblemPlace = { uri: document.uri.toString(), line: first.range.start.line };
    fix.diagnostics = [...diagnostics];
    fix.command = { command: "hearth.fixProblem", title, arguments: [place] };
    actions.push(fix);
  }
  // no lamp on every line: only for what is selected, or when somebody asks for the list
  if (range.isEmpty && triggerKind !== vscode.CodeActionTriggerKind.Invoke) return actions;
  const offers = [
    ["hearth.explainSelection", vscode.l10n.t("Explain with Hearth")],
    ["hearth.documentCode", vscode.l10n.t("Document with Hearth")],
    ["hearth.writeTests", vscode.l10n.t("Write Tests with Hearth")],
    ["hearth.editCode", vscode.l10n.t("Edit with Hearth…")],
  ] as const;
  for (const [command, title] of offers) {
    const action = new vscode.CodeAction(title, rewrite);
    action.command = { command, title };
    actions.push(action);
  }
  return actions;
}

/**
 * What is selected, else the function or class around the cursor, else the file. A selected word only names what is
 * meant. @throws {UserError} no editor is open
 */
function piecesHere(): Attachment[] {
  const { document, selection, selections } = activeEditor();
  const selected = selections.map((one) => document.getText(one)).join(" ");
  if (/\s/.test(selected.trim())) return selectedPieces();
  return [toPiece(document, definitionOrAll(document, selection.active.line))];
}

/** @throws {UserError} there is no problem */
async function brokenPieces(place?: ProblemPlace): Promise<Attachment[]> {
  const editor = vscode.window.activeTextEditor;
  const uri = place ? vscode.Uri.parse(place.uri, true) : editor?.document.uri;
  const all = uri ? vscode.languages.getDiagnostics(uri) : [];
  const line = place?.line ?? editor?.selection.active.line ?? 0;
  const near = [...all].sort(
    (a, b) => Math.abs(a.range.start.line - line) - Math.abs(b.range.start.line - line),
  );
  const [first] = near;
  if (!uri || !first)
    throw new UserError(vscode.l10n.t("This file has no problems that the editor knows of."));
  const document = await vscode.workspace.openTextDocument(uri);
  const range = definitionOrAll(document, first.range.start.line);
  const inside = all.filter((problem) => range.contains(problem.range.start));
  return [toPiece(document, range), ...toProblems([[uri, inside]])];
}

const definitionOrAll = (document: vscode.TextDocument, line: number): vscode.Range =>
  definitionAround(document, line) ?? new vscode.Range(0, 0, document.lineCount, 0);

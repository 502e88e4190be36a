import assert from "node:assert/strict";
import { test } from "node:test";
import * as vscode from "vscode";

test("the sample workspace is open", () => {
  assert.equal(vscode.workspace.workspaceFolders?.[0]?.name, "lending-library");
});

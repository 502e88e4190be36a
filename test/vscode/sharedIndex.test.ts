import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import { askSharedPassword, sharedConnection } from "../../src/vscode/search/sharedIndex.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

function secrets() {
  const kept = new Map<string, string>();
  const storage = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  } as unknown as vscode.SecretStorage;
  return { kept, storage };
}
const url = "postgres://reader@db.test/hearth";

test("without an address, or offline, no shared index is used", async () => {
  const { storage } = secrets();
  assert.equal(await sharedConnection(storage), undefined);
  fake.editor.settings.set("hearth.search.sharedIndex", url);
  fake.editor.settings.set("hearth.offline", true);
  assert.equal(await sharedConnection(storage), undefined);
});

test("the address comes from the settings, the password from the secret storage", async () => {
  const { storage } = secrets();
  fake.editor.settings.set("hearth.search.sharedIndex", url);
  assert.deepEqual(await sharedConnection(storage), { url });
  fake.editor.inputs.push("s3cret");
  await askSharedPassword(storage);
  assert.deepEqual(await sharedConnection(storage), { url, password: "s3cret" });
});

test("an empty password is forgotten, a question that is left changes nothing", async () => {
  const { storage, kept } = secrets();
  for (const input of ["s3cret", undefined]) {
    fake.editor.inputs.push(input);
    await askSharedPassword(storage);
    assert.equal(kept.size, 1);
  }
  fake.editor.inputs.push("");
  await askSharedPassword(storage);
  assert.equal(kept.size, 0);
});

test("a password in the settings is refused, with where it belongs", async () => {
  fake.editor.settings.set("hearth.search.sharedIndex", "postgres://reader:pw@db.test/hearth");
  await assert.rejects(sharedConnection(secrets().storage), {
    message: /Set Shared Index Password/,
  });
});

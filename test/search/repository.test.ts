import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { namesAround, repositoryName } from "../../src/search/shared/repository.ts";

const root = mkdtempSync(join(tmpdir(), "hearth-repository-"));
after(() => rmSync(root, { recursive: true, force: true }));

function clone(name: string, url: string): string {
  const folder = join(root, name);
  mkdirSync(join(folder, ".git"), { recursive: true });
  writeFileSync(
    join(folder, ".git/config"),
    `[core]\n\tbare = false\n[remote "upstream"]\n\turl = git@git.test:other/thing.git\n[remote "origin"]\n\tfetch = +refs/heads/*\n\turl = ${url}\n[branch "main"]\n\tremote = origin\n`,
  );
  return folder;
}

test("every form of an address gives the same name, without user, token, port or protocol", async () => {
  const forms = [
    "git@git.test:acme/shop.git",
    "https://git.test/acme/shop.git",
    "https://git.test/acme/shop/",
    "https://user:token@git.test/acme/shop",
    "ssh://git@git.test:2222/acme/shop.git",
  ];
  for (const [i, url] of forms.entries())
    assert.equal(await repositoryName(clone(`form${i}`, url)), "git.test/acme/shop", url);
});

test("a folder inside carries its path; a worktree has the name of its repository", async () => {
  const main = clone("main", "git@git.test:acme/shop.git");
  mkdirSync(join(main, "packages/web"), { recursive: true });
  assert.equal(await repositoryName(join(main, "packages/web")), "git.test/acme/shop/packages/web");
  const tree = join(root, "tree");
  const own = join(main, ".git/worktrees/tree");
  mkdirSync(tree);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(tree, ".git"), `gitdir: ${own}\n`);
  writeFileSync(join(own, "commondir"), "../..\n");
  assert.equal(await repositoryName(tree), "git.test/acme/shop");
});

test("without an address the folder's own name stands for it", async () => {
  const folder = join(root, "loose");
  mkdirSync(folder);
  assert.equal(await repositoryName(folder), basename(folder));
});

test("what is shared of the repository around a folder holds its chunks too", () => {
  assert.deepEqual(namesAround("git.test/acme/shop/web"), [
    "git.test/acme/shop/web",
    "git.test/acme/shop",
    "git.test/acme",
    "git.test",
  ]);
});

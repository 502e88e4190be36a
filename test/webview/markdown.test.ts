import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.ts";
import { growCodeBlock, toCodeBlock } from "../../src/webview/markdown/codeBlock.ts";
import { definitionsIn, parse } from "../../src/webview/markdown/parse.ts";
import { render, type Rendering } from "../../src/webview/markdown/render.ts";
import { MarkdownStream } from "../../src/webview/markdown/stream.ts";

const how: Omit<Rendering, "definitions"> = {
  code: (node) =>
    toCodeBlock(node, { label: (language) => `Code: ${language}`, buttons: () => [] }),
  growCode: growCodeBlock,
  image: (alt) => `Picture: ${alt}`,
  ...{ done: "done", notDone: "not done" },
};

function open() {
  const root = document.createElement("div");
  return { root, stream: new MarkdownStream(root, how) };
}

/** The whole text at once, without the stream. */
function whole(text: string): string {
  const root = document.createElement("div");
  const tree = parse(text);
  root.append(...render(tree, { ...how, definitions: definitionsIn(tree) }));
  for (const block of root.children)
    if (!block.classList.contains("code")) block.setAttribute("dir", "auto");
  return root.innerHTML;
}

const pieces = [
  "mixed\r# head\nmore\n",
  "A paragraph with *stress*, **force**, `code`, ~~not~~ and ~5 things.\n\n",
  "# A heading\n", "Two\nlines  \nbroken\n", "Title\n===\n", "Title\n---\n", "para\n# head\n", "a\n#nohead\n",
  "- one\n- two\n", "  - in\n  - dented\n", "- one\n\n  more\n\n- two\n  - deep\n    - deeper\n", "* star\n+ plus\n", "3. three\n4. four\n", "para\n2. no list\n", "para\n1. list\n",
  "- [ ] open\n- [x] done\n", "> quoted\nlazy\n\n", "> - in\n> - it\n", "***\n", "---\n", "\n", "\n\n",
  "```ts\nconst a = `x`;\n\n\n# not a head\n```\n", "~~~\n```\n~~~\n", "````md\n```js\n1\n```\n````\n", "    indented code\n\n    more\n", "- item\n\n      code in it\n",
  "| a | b |\n|---|:-:|\n| 1 | 2<br>3 |\n", "text\na | b\n--|--\n1 | 2\n", "<div>\n\n<b>bold</b>\n", "text <br> <script>alert(1)</script>\n",
  "<http://auto.link> www.example.org https://x.test/a_b_c\n", "[in](http://x.test/ \"t\")![alt](http://x.test/p.png)\n", "tab\tand\t\ttab\n\t- tabbed\n", "&amp; &lt; \\* \\[\n", "$$\nx^2\\,dx\n$$\n", "so $a*b*c_1$ and \\(a\\,b\\) for $5 and $6\n", "\\[ x \n", "y \\]\n", "ünïcödé 🔥 日本\n",
]; // prettier-ignore
const definitions = ["See [two].\n", "[two]: http://two.test/\n", "mixed\r# head\nmore\n", "[ref]: http://ref.test/\n", "See [ref] and [other][ref].\n", "Note[^1].\n", "[^1]: The note\n\n    goes on\n\n", "[ref]: http://late.test/\n"]; // prettier-ignore

/** Small and always the same: a failing text can be found again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function documentOf(next: () => number, from: readonly string[]): string {
  const parts = Array.from(
    { length: 1 + Math.floor(next() * 8) },
    () => from[Math.floor(next() * from.length)],
  );
  return parts.join(next() < 0.5 ? "\n" : "");
}

function assertStreams(text: string, next: () => number): void {
  const { root, stream } = open();
  for (let at = 0; at < text.length;) {
    at += 1 + Math.floor(next() * 12);
    stream.update(text.slice(0, at));
    assert.equal(root.innerHTML, whole(text.slice(0, at)), JSON.stringify(text.slice(0, at)));
  }
}

test("however an answer is cut into pieces, the page shows the same as for the whole", () => {
  for (let seed = 1; seed <= 150; seed++) {
    const next = random(seed);
    assertStreams(documentOf(next, pieces), next);
  }
});

const codeLines = ["", "  ", "x", "  const a = `b`;", "/* a", "b */", "```", " ```", "~~~", "``` ts", "\ttab", "'''", "# no head", "<script>", "</script>", "<style>"]; // prettier-ignore

test("the same with long code, also where its fence is dented or another kind of fence stands in it", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const next = random(seed);
    const fence = ["```ts", "~~~~py", "  ```js", "```html", "```"][seed % 5] ?? "";
    const lines = Array.from({ length: 60 }, () => {
      const at = next() < 0.95 ? next() * 6 : next() * codeLines.length;
      return codeLines[Math.floor(at)];
    });
    assertStreams(`Before\n\n${fence}\n${lines.join("\n")}\nafter`, next);
  }
});

test("the same with links and notes that are explained elsewhere", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    assertStreams(documentOf(next, [...pieces.slice(0, 12), ...definitions]), next);
  }
});

test("letter by letter, line ends of every kind", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = "One\n\n- a\n- b\n\n```js\nx = 1\n\ny\n```\n\nTwo\nthree\n# Four\n".replaceAll(
      "\n",
      end,
    );
    assertStreams(text, () => 0);
  }
});

test("only the changed end is rendered again", () => {
  const { root, stream } = open();
  stream.update("First paragraph.\n\nSecond one.\n\nThi");
  const [first, second] = [...root.children];
  stream.update("First paragraph.\n\nSecond one.\n\nThird is growing");
  assert.equal(root.children[0], first);
  assert.equal(root.children[1], second);
  assert.equal(root.children[2]?.textContent, "Third is growing");
});

test("words that stand in a growing paragraph, and code that stands in a growing block, keep their nodes: a selection in them stays", () => {
  const { root, stream } = open();
  stream.update("Some *kind* of te");
  const [some, kind, rest] = root.querySelector("p")?.childNodes ?? [];
  stream.update("Some *kind* of text with `code` and");
  const now = [...(root.querySelector("p")?.childNodes ?? [])];
  assert.deepEqual(now.slice(0, 3), [some, kind, rest]);
  assert.equal(rest?.textContent, " of text with ");
  const lines = Array.from({ length: 11 }, (_, i) => `let line${i} = ${i};\n`).join("");
  stream.update(`\`\`\`js\n${lines}`);
  const [first] = root.querySelectorAll(".hljs-number");
  assert.equal(first?.textContent, "0");
  stream.update(`\`\`\`js\n${lines}let b = 5;\nlet c = 6;\n`);
  assert.equal(root.querySelector(".hljs-number"), first);
});

test("a growing code block keeps its element and so the focus of its buttons", () => {
  const { root, stream } = open();
  stream.update("```js\nlet a");
  const block = root.firstElementChild;
  stream.update("```js\nlet a = 1;\nlet b");
  assert.equal(root.firstElementChild, block);
  assert.equal(block?.querySelector("code")?.textContent, "let a = 1;\nlet b");
  assert.equal(block?.querySelector(".hljs-number")?.textContent, "1");
});

test("of a growing list or table only the last item or row is made anew", () => {
  const { root, stream } = open();
  stream.update("1. one\n\n   ```js\n   1\n   ```\n\n2. two\n   - [ ] deep\n   - [x] dee");
  const [one, two] = root.querySelectorAll("ol > li");
  const deep = root.querySelector(".task");
  stream.update(
    "1. one\n\n   ```js\n   1\n   ```\n\n2. two\n   - [ ] deep\n   - [x] deeper\n3. th",
  );
  assert.deepEqual([...root.querySelectorAll("ol > li")].slice(0, 2), [one, two]);
  assert.equal(root.querySelector(".task"), deep);
  assert.equal(root.querySelector("ol > li:last-child")?.textContent, "th");
  const head = "| a | b |\n| - | - |\n";
  stream.update(`${head}| 1 | 2 |\n| 3`);
  const row = root.querySelector("tbody tr");
  stream.update(`${head}| 1 | 2 |\n| 3 | 4 |\n`);
  assert.equal(root.querySelector("tbody tr"), row);
  assert.equal(root.querySelector("tbody")?.textContent, "1234");
});

test("a long script in a page is coloured as a script, and what follows as a page again", () => {
  const { root, stream } = open();
  const line = (n: number): string => `    const step${n} = next(${n}); // step\n`;
  const page = `<html>\n<script>\n${Array.from({ length: 60 }, (_, n) => line(n)).join("")}</script>\n<b>bold</b>\n</html>\n`;
  for (let at = 0; at < page.length; at += 7) stream.update(`\`\`\`html\n${page.slice(0, at)}`);
  stream.update(`\`\`\`html\n${page}\`\`\``);
  const groups = [...root.querySelectorAll("code > .lines")];
  assert.ok(groups.length >= 3);
  const keywords = root.querySelectorAll(".hljs-keyword");
  assert.equal(keywords.length, 60);
  const names = [...root.querySelectorAll(".hljs-name")].map(({ textContent }) => textContent);
  assert.deepEqual(names, ["html", "script", "script", "b", "b", "html"]);
  assert.equal(root.querySelector("code")?.textContent, page.trimEnd());
});

test("text that does not go on from the text before replaces it", () => {
  const { root, stream } = open();
  stream.update("Old answer.\n\nLong.");
  stream.update("New");
  assert.equal(root.innerHTML, '<p dir="auto">New</p>');
});

test("HTML in an answer is shown as text", () => {
  const { root, stream } = open();
  stream.update("<img src=x onerror=alert(1)>\n\nHi <b onclick=x>you</b><script>alert(1)</script>");
  assert.equal(root.querySelectorAll("img, b, script").length, 0);
  assert.match(root.textContent ?? "", /<img src=x onerror=alert\(1\)>/);
  assert.match(root.textContent ?? "", /<script>alert\(1\)<\/script>/);
});

test("only addresses of the web become links, and no picture is loaded", () => {
  const { root, stream } = open();
  const bad = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "command:workbench.action.quit", "data:text/html,x", "vscode://file/etc", "file:///etc/passwd", "//x.test", "java\nscript:x"]; // prettier-ignore
  stream.update(bad.map((url) => `[text](<${url}>) ![alt](${url}) [text][1]`).join("\n\n"));
  assert.equal(root.querySelectorAll("a, img").length, 0);
  stream.update("[text][1] <javascript:alert(1)>\n\n[1]: javascript:alert(1)\n");
  assert.equal(root.querySelectorAll("a").length, 0);
  stream.update("[text](https://x.test/?a=1)");
  assert.equal(root.querySelector("a")?.getAttribute("href"), "https://x.test/?a=1");
  stream.update("![a cat](https://x.test/cat.png)");
  assert.equal(root.querySelector("img"), null);
  assert.equal(root.textContent, "Picture: a cat");
});

test("code is coloured by its language; unknown languages and what is beyond 30,000 letters stay plain", () => {
  const { root, stream } = open();
  stream.update("```python\ndef f(): return '<b>'\n```");
  assert.equal(root.querySelector(".hljs-keyword")?.textContent, "def");
  assert.equal(root.querySelector("code")?.textContent, "def f(): return '<b>'");
  stream.update("```nonsense\ndef f()\n```");
  assert.equal(root.querySelectorAll("code .lines span").length, 0);
  stream.update(`\`\`\`python\n${"def f(): pass\n".repeat(3000)}\`\`\``);
  const groups = [...root.querySelectorAll("code > .lines")];
  assert.ok(groups[0]?.querySelector(".hljs-keyword"));
  assert.equal(groups.at(-1)?.querySelectorAll("span").length, 0);
});

test("each block is read from the side that its own script begins at, and code always from the left", () => {
  const { root, stream } = open();
  stream.update("مرحبا\n\n- عنصر\n\n```ts\nlet a;\n```\n\nHello");
  const sides = [...root.children].map((block) => block.getAttribute("dir"));
  assert.deepEqual(sides, ["auto", "auto", null, "auto"]);
});

test("mathematics stays as it was written; prices and variables of a shell are none", () => {
  const text = (markdown: string): string => {
    const { root, stream } = open();
    stream.update(markdown);
    return root.innerHTML.replace(/<p dir="auto">|<\/p>/g, "");
  };
  for (const kept of [
    "so $a*b*c\\,d$ is",
    "$$\\int_0^1 x^2\\,dx$$",
    "$$\n\\frac{1}{2} * x * y\n$$",
    "\\(a\\_b\\) and \\[x\\,y\\]",
  ])
    assert.equal(text(kept), kept);
  assert.equal(text("It is $5 *now* and $6"), "It is $5 <em>now</em> and $6");
  assert.equal(text("$HOME *or* $PATH"), "$HOME <em>or</em> $PATH");
  assert.equal(text("an \\(open *one*"), "an (open <em>one</em>");
  assert.equal(text("\\*no stress\\*"), "*no stress*");
});

import { readFileSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import type { Answer, Conversation, PanelEvent, PanelState } from "../../chat/protocol.ts";
import type { Strings } from "../../chat/strings.ts";
import { bundle } from "../bundle.ts";
import { ensureChromium } from "../host/chromium.ts";
import { longAnswer } from "./pageAnswer.ts";
import { median, quantile, report } from "./report.ts";

/** `npm run bench -- page [--rounds n]`: the chat page alone in a browser: how soon a long conversation is there, and what a frame costs while an answer streams. */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 3;
  await bundle({ minify: true });
  const browser = await chromium.launch({
    executablePath: await ensureChromium(console.log),
    args: ["--no-sandbox"],
  });
  try {
    const opened: number[] = [];
    const whole: number[] = [];
    const mixed: Frames[] = [];
    const long: Frames[] = [];
    for (let round = 0; round < rounds; round++) {
      const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
      const { shown, complete } = await openLong(page);
      opened.push(shown);
      whole.push(complete);
      mixed.push(await stream(page, markdown.repeat(4)));
      long.push(await stream(page, longAnswer()));
      await page.close();
    }
    tell({ opened, whole, mixed, long });
  } finally {
    await browser.close();
  }
}

/** What each frame cost, ms. */
interface Frames {
  /** On the clock: whatever else runs on the machine counts too. */
  readonly clock: readonly number[];
  /** Of the processor. */
  readonly processor: readonly number[];
}

interface Figures extends Readonly<Record<"opened" | "whole", readonly number[]>> {
  readonly mixed: readonly Frames[];
  readonly long: readonly Frames[];
}

function tell({ opened, whole, mixed, long }: Figures): void {
  const row = (what: string, all: readonly number[], wanted: string) => ({
    ...{ what, p50: median(all), p95: quantile(all, 0.95), p99: quantile(all, 0.99) },
    ...{ longest: Math.max(...all), wanted },
  });
  const clock = (of: readonly Frames[]) => of.flatMap((frames) => frames.clock);
  const processor = (of: readonly Frames[]) => of.flatMap((frames) => frames.processor);
  report({
    name: `The chat page, ${opened.length} rounds, ms`,
    rows: [
      row("500 turns: the end is readable", opened, "300"),
      row("500 turns: all are there", whole, ""),
      row("a frame while an answer streams: processor", processor(mixed), "p99 4"),
      row("  the same on the clock", clock(mixed), ""),
      row("a frame while a long answer streams: processor", processor(long), "p99 4"),
      row("  the same on the clock", clock(long), ""),
    ],
    notes: [
      `frames: ${clock(mixed).length} and ${clock(long).length}, the layout of the page included`,
      "streaming: 100 pieces of 4 characters a second; prose, lists, a table and code by turns",
      "the long answer: 300 lines of code, a table of 20 rows, 12 steps with code, 25 points in two levels",
      "on the clock other programs of the machine count too",
    ],
  });
}

/** The page's own script and style, with an editor that does what the bench says. */
async function load(page: Page): Promise<void> {
  const style = readFileSync("media/chat.css", "utf8");
  await page.setContent(`<style>${style}</style><body></body>`);
  await page.evaluate(() => {
    const bench = { calls: new Map<string, number>(), costs: [] as number[] };
    Object.assign(globalThis, {
      bench,
      acquireVsCodeApi: () => ({
        postMessage: (message: { hearth: string; id: number; method: string }) => {
          if (message.hearth === "call") bench.calls.set(message.method, message.id);
        },
      }),
    });
    const native = requestAnimationFrame.bind(globalThis);
    globalThis.requestAnimationFrame = (draw) =>
      native((time) => {
        const start = performance.now();
        draw(time);
        // a read of the layout makes it happen now, as it would before the frame is painted
        void document.body.offsetHeight;
        bench.costs.push(performance.now() - start);
      });
  });
  await page.addScriptTag({
    content: readFileSync("dist/webview/chat.js", "utf8"),
    type: "module",
  });
  await page.waitForFunction(() => {
    const { bench } = globalThis as unknown as { bench: { calls: Map<string, number> } };
    return bench.calls.has("open");
  });
}

/** Tells the page what happened, as the panel does. */
const tellPage = (page: Page, events: readonly PanelEvent[]): Promise<void> =>
  page.evaluate((all) => {
    const { bench } = globalThis as unknown as { bench: { calls: Map<string, number> } };
    for (const item of all) {
      // every word of the page is its own key
      if (item.kind === "state")
        Object.assign(item.state, { strings: new Proxy({}, { get: (_, key) => String(key) }) });
      dispatchEvent(
        new MessageEvent("message", {
          data: { hearth: "item", id: bench.calls.get("open"), item },
        }),
      );
    }
  }, events);

async function openLong(page: Page): Promise<{ shown: number; complete: number }> {
  await load(page);
  await tellPage(page, [{ kind: "state", state: emptyState }]);
  await page.waitForTimeout(200);
  return page.evaluate(async (conversation) => {
    const { bench } = globalThis as unknown as { bench: { calls: Map<string, number> } };
    const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
    const start = performance.now();
    const item = { kind: "conversation", conversation };
    dispatchEvent(
      new MessageEvent("message", { data: { hearth: "item", id: bench.calls.get("open"), item } }),
    );
    const last = (): string => [...document.querySelectorAll(".answer")].at(-1)?.textContent ?? "";
    while (!last().includes("turn 499")) await frame();
    await frame();
    const shown = performance.now() - start;
    while (document.querySelectorAll(".answer .markdown p").length < 500) await frame();
    return { shown, complete: performance.now() - start };
  }, longConversation());
}

/** What each frame cost while `answered` comes by 100 pieces a second. */
async function stream(page: Page, answered: string): Promise<Frames> {
  await tellPage(page, [{ kind: "conversation", conversation: streaming }]);
  await page.waitForTimeout(300);
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ["devtools.timeline"] });
  const clock = await page.evaluate(async (text) => {
    const { bench } = globalThis as unknown as {
      bench: { calls: Map<string, number>; costs: number[] };
    };
    bench.costs.length = 0;
    for (let at = 0; at < text.length; at += 4) {
      const item = { kind: "delta", text: text.slice(at, at + 4), reasoning: "" };
      dispatchEvent(
        new MessageEvent("message", {
          data: { hearth: "item", id: bench.calls.get("open"), item },
        }),
      );
      await new Promise((done) => setTimeout(done, 10));
    }
    return bench.costs;
  }, answered);
  const trace = (await browser?.stopTracing())?.toString() ?? "";
  return { clock, processor: frameTimes(trace) };
}

/** The processor's time of each frame in a trace, ms. */
function frameTimes(trace: string): number[] {
  const { traceEvents } = JSON.parse(trace) as {
    readonly traceEvents: readonly { readonly name: string; readonly tdur?: number }[];
  };
  return traceEvents.flatMap(({ name, tdur }) =>
    name === "FireAnimationFrame" && tdur !== undefined ? [tdur / 1000] : [],
  );
}

const emptyState: PanelState = {
  strings: {} as Strings,
  ...{
    locale: "en",
    conversation: undefined,
    draft: "",
    attachments: [],
    codebase: { kind: "off" },
  },
  ...{ model: undefined, work: { kind: "idle" } },
};

const markdown = `The function **walks** the folder and reads each file once, see \`walk.ts\`.

1. It lists the folder.
2. It leaves out what \`.gitignore\` names.

| part | time |
| --- | --- |
| list | 3 ms |
| read | 12 ms |

\`\`\`typescript
export async function* walk(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}
\`\`\`

That is all there is to it, and it holds for links too.

`;

const answer = (text: string, state: Answer["state"]): Answer => ({
  ...{ text, reasoning: "", model: "@hearth/test", leftOut: 0, state },
});

const longConversation = (): Conversation => ({
  ...{ id: "long", title: "Long", created: 1, changed: 1 },
  turns: Array.from({ length: 500 }, (_, i) => ({
    id: `t${i}`,
    question: { text: `Question ${i}: how does it walk?`, attachments: [] },
    answer: answer(`This is turn ${i}.\n\n${markdown}`, { kind: "finished", reason: "stop" }),
  })),
});

const streaming: Conversation = {
  ...{ id: "new", title: "New", created: 1, changed: 1 },
  turns: [
    {
      id: "t",
      question: { text: "How?", attachments: [] },
      answer: answer("", { kind: "streaming" }),
    },
  ],
};

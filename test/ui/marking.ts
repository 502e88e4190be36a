import type { Frame } from "playwright-core";
import type { Workbench } from "../../src/dev/host/workbench.ts";

/** How well the marks of the words keep up, over some seconds of a reading. */
export interface Marking {
  /** How far each word's mark in the page is from the moment at which it is heard, by the clock of the sound, ms. */
  readonly page: readonly number[];
  /** How much later than in the page each word is marked in the editor, ms. */
  readonly editor: readonly number[];
  /** Pictures that the window drew in a second: about 60, unless the machine has more to do than it can. */
  readonly frames: number;
}

interface Clip {
  readonly samples: Float32Array;
  readonly sentence: number;
  readonly words: readonly { readonly word: number; readonly at: number }[];
}

/** A clip on the clock of the sound: when it begins, and when its words are due after that, seconds. */
interface Due {
  readonly context: AudioContext;
  readonly start: number;
  readonly clip: Clip;
}

/**
 * Has every player page that opens from now on note when each of its clips is heard. To be called after `startListening`,
 * before the player is opened.
 */
export async function startTiming({ page }: Workbench): Promise<void> {
  await page.context().addInitScript(() => {
    const came: Clip[] = [];
    const due: Due[] = [];
    Object.assign(globalThis, { due });
    // the editor writes the page anew, which takes away all listeners, so the page's own one is listened to
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, listener, ...rest) {
      const heard = (event: Event): void => {
        const { input } = (event as MessageEvent<{ input?: Clip }>).data ?? {};
        if (input?.words) came.push(input);
      };
      if (type === "message") add.call(this, type, heard);
      add.call(this, type, listener, ...rest);
    };
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (
      this: AudioBufferSourceNode,
      at = 0,
      skip = 0,
      ...rest
    ) {
      const clip = came.findLast(({ samples }) => samples.length === this.buffer?.length);
      if (clip) due.push({ context: this.context as AudioContext, start: at - skip, clip });
      start.call(this, at, skip, ...rest);
    };
  });
}

/** Watches both sides for a while. */
export async function watchWords(
  { page: window }: Workbench,
  page: Frame,
  seconds: number,
): Promise<Marking> {
  await page.evaluate(noteMarks);
  await window.evaluate(noteDrawing);
  await page.waitForTimeout(seconds * 1000);
  const seen = await page.evaluate(() => (globalThis as unknown as Noted).seen);
  const { drawn, frames } = await window.evaluate(() => {
    const { drawn: times, counted } = globalThis as unknown as Drawing;
    return { drawn: times, frames: counted() };
  });
  return {
    page: seen.map(({ off }) => off),
    editor: seen
      .map(({ wall }) => Math.min(...drawn.filter((one) => one >= wall).map((one) => one - wall)))
      .filter((lag) => lag < 300),
    frames: frames / seconds,
  };
}

interface Noted {
  seen: { readonly wall: number; readonly off: number }[];
}

/** Runs in the player's page. */
function noteMarks(): void {
  const { due } = globalThis as unknown as { due: readonly Due[] };
  const noted: Noted = { seen: [] };
  Object.assign(globalThis, noted);
  new MutationObserver((changes) => {
    const mark = changes
      .flatMap(({ addedNodes }) => [...addedNodes])
      .find((node): node is Element => node instanceof Element && node.className === "word");
    const item = mark?.closest("li");
    if (!mark || !item) return;
    const sentence = [...(item.parentElement?.children ?? [])].indexOf(item);
    const word = mark.previousSibling?.textContent?.match(/\S+/g)?.length ?? 0;
    const sounds = due.findLast(({ clip }) => clip.sentence === sentence);
    const at = sounds?.clip.words.find((one) => one.word === word)?.at;
    if (!sounds || at === undefined) return;
    const { context, start } = sounds;
    const heard = context.currentTime - (context.outputLatency || context.baseLatency || 0);
    noted.seen.push({ wall: Date.now(), off: Math.abs(heard - start - at) * 1000 });
  }).observe(document.body, { childList: true, subtree: true });
}

interface Drawing {
  readonly drawn: readonly number[];
  readonly counted: () => number;
}

/** Runs in the window. */
function noteDrawing(): void {
  const drawn: number[] = [];
  let frames = 0;
  Object.assign(globalThis, { drawn, counted: () => frames });
  let before = "";
  const look = (): void => {
    frames++;
    const marks = document.querySelectorAll(
      ".monaco-editor .view-overlays [class*=DecorationType]",
    );
    const places = [...marks]
      .map((mark) => mark.getBoundingClientRect())
      .map(({ left, top, width }) => [left, top, width].join())
      .join(" ");
    if (places !== before) drawn.push(Date.now());
    before = places;
    requestAnimationFrame(look);
  };
  look();
}

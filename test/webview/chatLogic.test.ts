import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "./browser.ts";
import { Announcement } from "../../src/webview/chat/announce.ts";
import { inFrames } from "../../src/webview/chat/frames.ts";
import { Follow } from "../../src/webview/chat/follow.ts";

/** An element that scrolls like a browser's: the position stays within the content. */
class FakeScroller {
  #top = 0;
  clientHeight = 100;
  scrollHeight = 100;
  get scrollTop(): number {
    return this.#top;
  }
  /** A browser keeps the position within the content. */
  resize(by: number): void {
    this.scrollHeight += by;
    this.scrollTop = this.#top;
  }
  set scrollTop(top: number) {
    this.#top = Math.max(0, Math.min(top, this.scrollHeight - this.clientHeight));
  }
}

function open() {
  const scroller = new FakeScroller();
  const follow = new Follow(scroller);
  const grow = (by: number): void => {
    scroller.resize(by);
    follow.grown();
    follow.scrolled();
  };
  const scroll = (by: number): void => {
    scroller.scrollTop += by;
    follow.scrolled();
  };
  return { scroller, follow, grow, scroll };
}

test("the end stays in view while an answer grows", () => {
  const { scroller, grow } = open();
  for (let i = 0; i < 5; i++) grow(50);
  assert.equal(scroller.scrollTop, 250);
});

test("scrolling up lets go, even by a little, and the page no longer moves", () => {
  const { scroller, follow, grow, scroll } = open();
  grow(200);
  scroll(-10);
  assert.equal(follow.following, false);
  grow(100);
  assert.equal(scroller.scrollTop, 190);
});

test("scrolling back to the end catches it again", () => {
  const { scroller, follow, grow, scroll } = open();
  grow(200);
  scroll(-80);
  scroll(30);
  assert.equal(follow.following, false);
  scroll(40);
  assert.equal(follow.following, true);
  grow(100);
  assert.equal(scroller.scrollTop, 300);
});

test("content that gets shorter by itself does not let go", () => {
  const { scroller, follow, grow } = open();
  grow(200);
  scroller.resize(-60);
  follow.scrolled();
  assert.equal(follow.following, true);
});

test("after scrolling up, content that gets shorter does not take hold again", () => {
  const { follow, grow, scroll } = open();
  grow(200);
  scroll(-50);
  grow(-60);
  assert.equal(follow.following, false);
});

/** What is said when the text comes letter by letter. */
function said(text: string): string[] {
  const announcement = new Announcement("code block");
  const all: string[] = [];
  for (let end = 1; end <= text.length; end++)
    all.push(...announcement.next(text.slice(0, end), false));
  return [...all, ...announcement.next(text, true)];
}

test("a screen reader hears whole sentences, as soon as they are complete", () => {
  const announcement = new Announcement("code block");
  assert.deepEqual(announcement.next("It wor", false), []);
  assert.deepEqual(announcement.next("It works. And th", false), ["It works."]);
  assert.deepEqual(announcement.next("It works. And then", true), ["And then"]);
});

test("what is said does not depend on how the text is cut", () => {
  const text = "# Title\n\nOne. Two!\n\n- a [link](http://x)\n- **b**\n\n```ts\nx. y\n```\nEnd";
  const whole = new Announcement("code block").next(text, true);
  assert.deepEqual(said(text), whole);
  assert.deepEqual(whole, ["Title", "One.", "Two!", "a link", "b", "code block", "End"]);
});

test("code is named, not spelled, also when it never ends", () => {
  assert.deepEqual(said("See:\n~~~\na. b\n```\nc\n"), ["See:", "code block"]);
  assert.deepEqual(said("```\nA. ```\nb\n```\nThen"), ["code block", "Then"]);
  assert.deepEqual(said("````\n```\nx\n```\n````\nThen"), ["code block", "Then"]);
});

test("numbers and names with dots are not cut, rules of tables not read", () => {
  assert.deepEqual(said("Use v1.2.3 of a.b now\n"), ["Use v1.2.3 of a.b now"]);
  assert.deepEqual(said("| a | b |\n|---|:-:|\n| 1 | 2 |\n"), ["a b", "1 2"]);
});

test("what was there before is not said again", () => {
  const announcement = new Announcement("code block", "Said before. ".length);
  assert.deepEqual(announcement.next("Said before. New.", true), ["New."]);
});

test("many changes are drawn once a frame, and the last of them is never forgotten", () => {
  const frames: (() => void)[] = [];
  Object.assign(globalThis, { requestAnimationFrame: (run: () => void) => frames.push(run) });
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let drawn = 0;
    const later = inFrames(() => drawn++);
    later();
    later();
    frames.shift()?.();
    assert.equal(drawn, 1);
    later();
    assert.equal(frames.length, 0, "the person has a moment between two frames");
    mock.timers.tick(500);
    frames.shift()?.();
    assert.equal(drawn, 2);
    mock.timers.tick(500);
    assert.equal(frames.length, 0, "without a change nothing is drawn");
  } finally {
    mock.timers.reset();
  }
});

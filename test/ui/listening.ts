import type { Frame } from "playwright-core";
import type { Workbench } from "../../src/dev/host/workbench.ts";

/** What the page sent to the loudspeaker. Seconds are those of its audio clock. */
export interface Heard {
  readonly sampleRate: number;
  /** Clips, in the order in which they were put on the clock. */
  readonly clips: readonly {
    readonly at: number;
    /** When it begins to sound, by the machine's clock, ms. */
    readonly wall: number;
    readonly samples: readonly number[];
  }[];
  /** What came out, from `from` on. */
  readonly from: number;
  readonly samples: readonly number[];
}

/** Has every page that opens from now on record what it plays. To be called before the player is opened. */
export async function startListening({ page }: Workbench): Promise<void> {
  await page.context().addInitScript(() => {
    const heard = { clips: [] as unknown[], blocks: [] as Float32Array[], from: -1, rate: 0 };
    Object.assign(globalThis, { heard });
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (
      this: AudioBufferSourceNode,
      at = 0,
      ...rest
    ) {
      const wall = Date.now() + Math.max(0, at - this.context.currentTime) * 1000;
      heard.clips.push({ at, wall, samples: [...(this.buffer?.getChannelData(0) ?? [])] });
      start.call(this, at, ...rest);
    };
    type Connect = (this: AudioNode, target: AudioNode) => AudioNode;
    const connect = AudioNode.prototype.connect as Connect;
    (AudioNode.prototype as unknown as { connect: Connect }).connect = function (target) {
      if (target instanceof AudioDestinationNode) {
        // the oldest way to get at samples: it needs no module, which the page's policy would refuse
        const tap = this.context.createScriptProcessor(1024, 1, 1);
        heard.rate = this.context.sampleRate;
        tap.addEventListener("audioprocess", ({ inputBuffer, playbackTime }) => {
          if (heard.from < 0) heard.from = playbackTime;
          heard.blocks.push(inputBuffer.getChannelData(0).slice());
        });
        connect.call(this, tap);
        connect.call(tap, target);
      }
      return connect.call(this, target);
    };
  });
}

interface Recorder {
  readonly heard: {
    readonly clips: Heard["clips"];
    readonly blocks: readonly Float32Array[];
    readonly from: number;
    readonly rate: number;
  };
}

/** When each clip begins to sound, by the machine's clock, ms. Much less to fetch than `heardIn`. */
export const clipTimes = (page: Frame): Promise<readonly number[]> =>
  page.evaluate(() => (globalThis as unknown as Recorder).heard.clips.map(({ wall }) => wall));

export const heardIn = (page: Frame): Promise<Heard> =>
  page.evaluate(() => {
    const { clips, blocks, from, rate } = (globalThis as unknown as Recorder).heard;
    return { sampleRate: rate, clips, from, samples: blocks.flatMap((block) => [...block]) };
  });

/** Where a clip begins in what came out, and how far the two are apart there at most; the samples are those of its loudest part. */
export function findClip(
  { samples, sampleRate }: Heard,
  clip: readonly number[],
): { readonly at: number; readonly unlike: number } {
  const loudest = clip.reduce(
    (best, x, i) => (Math.abs(x) > Math.abs(clip[best] ?? 0) ? i : best),
    0,
  );
  const length = Math.min(2000, clip.length - loudest);
  const part = clip.slice(loudest, loudest + length);
  let [best, unlike] = [-1, Infinity];
  for (let at = 0; at + length <= samples.length; at++) {
    let worst = 0;
    for (let i = 0; i < length && worst < unlike; i += 7)
      worst = Math.max(worst, Math.abs((samples[at + i] ?? 0) - (part[i] ?? 0)));
    if (worst < unlike) [best, unlike] = [at, worst];
  }
  return { at: (best - loudest) / sampleRate, unlike };
}

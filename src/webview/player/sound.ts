import type { Clip } from "../../speech/protocol.ts";
import { openAlarms } from "./alarms.ts";
import type { Playing, Track } from "./timeline.ts";

/** The loudspeaker of the page: one AudioContext at the voice's own rate, made when the first clip comes. */
export interface Sound extends Track {
  /** Freezes the clock exactly where it is. */
  suspend(): void;
  /** Lets the clock run, as far as the editor allows it. */
  resume(): void;
  /** Whether sound comes out. */
  output(): Output;
  /** 0 … 100. */
  setVolume(volume: number): void;
  /** Loudest sample of the last 2048 that came out, 0 … 1. */
  peak(): number;
}

/** "off": none is wanted. "starting": it comes in a moment, or the editor holds it back. "blocked": the editor waits for a click in the page. */
export type Output = "off" | "starting" | "on" | "blocked";

/** A context that may run does so within this time; one that still does not is blocked. Milliseconds. */
const patience = 300;

/** `onChange` is called when `output()` has changed by itself. */
export function openSound(onChange: () => void): Sound {
  let context: AudioContext | undefined;
  let analyser: AnalyserNode | undefined;
  let gain: GainNode | undefined;
  let volume = 100;
  const alarms = openAlarms({
    now: () => (context ? context.currentTime - lateness(context) : 0),
    runs: () => wanted && context?.state === "running",
  });
  let wanted = false;
  let output: Output = "off";
  /** Sound has come out once: the editor will not hold it back again. */
  let free = false;

  function become(next: Output): void {
    if (next === output) return;
    output = next;
    onChange();
  }

  /** Hears what became of the wish for sound; `late` when it should have come by now. */
  function look(late: boolean): void {
    free ||= context?.state === "running";
    alarms.wake();
    if (!wanted || !context) become("off");
    else if (context.state === "running" || (free && !late)) become("on");
    else if (late) become("blocked");
    else if (output !== "blocked") become("starting");
  }

  function resume(): void {
    wanted = true;
    if (context && context.state !== "running") {
      // stays pending until the editor has seen a click in this page
      void context.resume().then(() => look(false));
      setTimeout(() => look(true), patience);
    }
    look(false);
  }

  function tune(sampleRate: number): void {
    if (context?.sampleRate === sampleRate) return;
    void context?.close();
    const opened = new AudioContext({ sampleRate });
    context = opened;
    analyser = opened.createAnalyser();
    gain = opened.createGain();
    gain.gain.value = toGain(volume);
    gain.connect(analyser).connect(opened.destination);
    opened.addEventListener("statechange", () => {
      if (context === opened && opened.state === "running") look(false);
    });
    if (wanted) resume();
    else void opened.suspend();
  }

  function play(
    clip: Clip,
    { at, skip }: { at: number; skip: number },
    onEnd: () => void,
  ): Playing {
    if (!context || !gain) throw new Error("A clip was played before the sound was tuned.");
    const buffer = context.createBuffer(1, Math.max(1, clip.samples.length), clip.sampleRate);
    buffer.getChannelData(0).set(clip.samples);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(gain);
    source.addEventListener("ended", onEnd, { once: true });
    source.start(at, skip);
    return {
      stop: (time) => {
        source.removeEventListener("ended", onEnd);
        source.stop(time);
        if (time === undefined) source.disconnect();
      },
    };
  }

  const window = new Float32Array(2048);
  return {
    tune,
    play,
    now: () => context?.currentTime ?? 0,
    alarm: alarms.set,
    setVolume: (wished) => {
      volume = wished;
      // a step would click
      if (context) gain?.gain.setTargetAtTime(toGain(volume), context.currentTime, 0.015);
    },
    resume,
    suspend: () => {
      wanted = false;
      void context?.suspend();
      look(false);
    },
    output: () => output,
    peak: () => {
      if (!analyser || context?.state !== "running") return 0;
      analyser.getFloatTimeDomainData(window);
      return window.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    },
  };
}

/** Seconds between the clock and the ear: long with wireless headphones. */
const lateness = ({ outputLatency, baseLatency }: AudioContext): number =>
  Math.min(0.5, outputLatency || baseLatency || 0);

/** The ear hears loudness by powers: half way of the slider sounds half as loud. */
const toGain = (volume: number): number => (Math.max(0, Math.min(100, volume)) / 100) ** 2;

import { bindSpeech } from "../contract/bind.ts";
import type { Spoken } from "../calls.ts";
import { cancelTrial, failureTrial, type Subject, type Trial } from "./trial.ts";

const sentence = "The quick brown fox jumps over the lazy dog, and then it rests for a while.";

/** The rules of a speech predictor that need a call. */
export function speechTrials(subject: Subject): readonly Trial[] {
  const bound = bindSpeech(subject.signature);
  const { voice: voices, speed } = bound.ok ? bound.binding : {};
  const voice = String(voices?.enumeration?.[0]?.value ?? "default");
  const speak = (text: string, fast?: number, signal = subject.signal): Promise<Spoken> =>
    subject.calls.speak(
      subject.tag,
      { text, voice, ...(fast !== undefined && { speed: fast }) },
      signal,
    );
  return [
    {
      rules: ["S7", "A3", "S8", "S15", "S16"],
      async run(report) {
        const { samples } = await speak(sentence);
        if (!samples.some((sample) => sample !== 0))
          report("S15", { broken: "a sentence came out silent" });
      },
    },
    {
      rules: ["S11"],
      async run(report) {
        if (!speed) return report("S11", { skipped: "it has no input annotated AudioSpeed" });
        const fast = Math.min(2, speed.max ?? 2);
        const ratio =
          (await speak(sentence, fast)).samples.length / (await speak(sentence)).samples.length;
        // pauses need not shrink as much as words
        if (Math.abs(ratio * fast - 1) > 0.35)
          report("S11", {
            broken: `speed ${fast} gave ${Math.round(ratio * 100)} % of the frames`,
          });
      },
    },
    cancelTrial(subject, {
      long: (signal) => speak(Array<string>(4).fill(sentence).join(" "), undefined, signal),
      short: () => speak("Yes."),
    }),
    failureTrial(subject, () => speak(sentence)),
  ];
}

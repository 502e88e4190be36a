import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Option } from "commander";
import { bindSpeech } from "../predictor/contract/bind.ts";
import { chooseVoice } from "../speech/reader/voice.ts";
import { type ReaderVoice, toSound } from "../speech/reader/sound.ts";
import { languageOf } from "../speech/code/languages.ts";
import {
  type FileSound,
  formOf,
  soundEndings,
  toWav,
  writeSound,
} from "../speech/reader/soundFile.ts";
import type {
  CodeStyle,
  Manner,
  Pronunciations,
  Punctuation,
  ReadableText,
} from "../speech/utterance.ts";
import { toUtterances } from "../speech/utterances.ts";
import { UsageError } from "./failure.ts";
import { readText, toFile } from "./files.ts";
import type { Hearth } from "./hearth.ts";
import { jsonOption, toNumber } from "./options.ts";
import { openFor, remoteOption } from "./remotes.ts";
import { showProgress } from "./progress.ts";
import type { Offer, Session } from "./session.ts";
import { note, print, printJson, readPiped } from "./terminal.ts";

interface SpeakOptions {
  readonly model?: string;
  readonly remote?: string;
  readonly voice?: string;
  readonly speed: number;
  readonly output?: string;
  readonly file?: string;
  readonly language?: string;
  readonly style: CodeStyle;
  readonly punctuation: Punctuation;
  readonly pronunciations?: string;
  readonly json?: boolean;
}

export const offerSpeak: Offer = (program, session) => {
  program
    .command("speak")
    .description("Speak a text into a file: WAV, FLAC or Opus.")
    .argument("[text...]", "the text; left out: --file, or what is piped in")
    .option("-f, --file <path>", "the file to speak")
    .option("-m, --model <tag>", "the speech model; left out: the quickest that is on this machine")
    .addOption(remoteOption())
    .option("-v, --voice <name>", "one of the model's voices; left out: its first")
    .option("--speed <number>", "1 is the voice's own speed", toNumber, 1)
    .option(
      "-o, --output <file>",
      "the file, by its ending .wav, .flac or .opus; left out: WAV to stdout, when it is piped",
    )
    .option("--language <id>", "what the text is, such as markdown; left out: by the file's name")
    .addOption(
      new Option("--style <style>", "how code is spoken")
        .choices(["prose", "idiomatic", "literal"])
        .default("idiomatic"),
    )
    .addOption(
      new Option("--punctuation <level>", "which marks are named")
        .choices(["none", "some", "most", "all"])
        .default("some"),
    )
    .option(
      "--pronunciations <file>",
      'JSON with words and how they are said: {"kubectl": "cube control"}',
    )
    .addOption(jsonOption("what was written (needs --output)"))
    .action((words: readonly string[], options: SpeakOptions) =>
      speak(words.join(" "), options, session),
    );
};

async function speak(words: string, options: SpeakOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { json, style, punctuation } = options;
  const output = options.output && toFile(options.output);
  if (!output && (terminal.stdout.isTTY || json))
    throw new UsageError("Name the file to write: --output speech.wav");
  if (output && !formOf(output))
    throw new UsageError(
      `${output} has none of the endings that can be written: ${soundEndings.map((ending) => `.${ending}`).join(", ")}.`,
    );
  const manner = { style, punctuation, pronunciations: await pronunciationsOf(options) };
  const utterances = toUtterances(await textOf(words, options, session), manner);
  if (!utterances.length)
    throw new UsageError('There is nothing to speak. Write it: hearth speak "Hello." -o hello.wav');
  const { hearth, model } = openVoice(session, options);
  const voice = await voiceFor({ ...options, ...model, manner }, hearth, signal);

  async function* sounds(): AsyncGenerator<FileSound, void, undefined> {
    for (const utterance of utterances) {
      const onRetry = (error: Error): void => note(terminal, `hearth: ${error.message}`);
      const sound = await toSound({ speak: hearth.calls.speak, utterance, voice, onRetry }, signal);
      yield { ...sound, ...(utterance.heading && { chapter: utterance.heading }) };
    }
  }
  if (!output) return print(terminal, await toWav(sounds()), signal);
  const progress = showProgress(terminal);
  try {
    for await (const done of writeSound(output, sounds()))
      progress.show({
        part: done / utterances.length,
        doing: `sentence ${done} of ${utterances.length}`,
      });
  } finally {
    progress.dispose();
  }
  if (json)
    await printJson(terminal, { file: output, model: voice.tag, voice: voice.voice }, signal);
}

/** An endpoint does not say which voices it has. @throws {UsageError} when model or voice of one is left out */
function openVoice(
  session: Session,
  { model, remote, voice }: SpeakOptions,
): { readonly hearth: Hearth; readonly model?: { readonly model: string } } {
  if (remote === undefined) return { hearth: session.hearth() };
  if (model === undefined || voice === undefined)
    throw new UsageError(
      "With --remote, name the model and the voice: --model kokoro --voice af_heart",
    );
  const found = openFor(session, { kind: "speech", model, remote, voice });
  return { hearth: found.hearth, model: { model: found.model } };
}

/** The model and voice that were asked for, else the quickest here and its first voice. */
async function voiceFor(
  options: SpeakOptions & { readonly manner: Manner },
  hearth: Hearth,
  signal: AbortSignal,
): Promise<ReaderVoice> {
  const { models, predictors } = hearth;
  const tag = options.model ?? (await quickest(models, options.voice));
  await predictors.expect("speech", tag);
  const bound = bindSpeech((await predictors.load(tag, signal)).signature);
  const first = bound.ok ? bound.binding.voice.enumeration?.[0]?.value : undefined;
  // a wrong or missing voice is refused by the call, with the list of those that there are
  const voice = options.voice ?? String(first ?? "");
  return { tag, voice, speed: options.speed, manner: options.manner };
}

async function quickest(models: Hearth["models"], voice = ""): Promise<string> {
  const speech = (await models.list()).filter(({ kind }) => kind === "speech");
  const candidates = speech.map(async (manifest) => ({
    manifest,
    installed: (await models.state(manifest)).kind === "installed",
  }));
  return chooseVoice({ model: "auto", voice }, await Promise.all(candidates)).manifest.tag;
}

/** What to speak: the words of the command line, a file, or what is piped in. */
async function textOf(
  words: string,
  { file, language }: SpeakOptions,
  session: Session,
): Promise<ReadableText> {
  const toReadable = (text: string): ReadableText => ({
    text,
    languageId: language ?? (file ? languageOf(file) : "plaintext"),
    offset: 0,
  });
  if (!file) return toReadable(words || (await readPiped(session.terminal, session.signal)));
  if (words) throw new UsageError("Give the text or --file, not both.");
  return toReadable(await readText(file));
}

/** @throws {UsageError} the file is no list of words */
async function pronunciationsOf({ pronunciations: path }: SpeakOptions): Promise<Pronunciations> {
  if (!path) return {};
  const wrong = new UsageError(
    `${path} is no list of pronunciations. Write it as JSON: {"kubectl": "cube control"}`,
  );
  const list: unknown = await readFile(resolve(path), "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  if (typeof list !== "object" || list === null || Array.isArray(list)) throw wrong;
  if (!Object.values(list).every((how) => typeof how === "string")) throw wrong;
  return list as Pronunciations;
}

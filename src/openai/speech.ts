import { abortError } from "../platform/errors.ts";
import type { Calls, SpeechCall, Spoken } from "../predictor/calls.ts";
import { type Form, forms, seconds, toFile } from "../sound/forms.ts";
import { checkFields, type FieldPolicy, invalid, unsupported } from "./fields.ts";
import { toPassages } from "./passages.ts";
import { formats, withoutEncoder } from "./soundFormats.ts";
import { eventLines, toBody } from "./sse.ts";
import type { OpenAIClient, SpeechParams } from "./types.ts";

const policies: Readonly<Record<string, FieldPolicy>> = {
  model: "honoured",
  input: "honoured",
  voice: "honoured",
  response_format: "honoured",
  speed: "honoured",
  stream_format: "honoured",
};

/** `audio.speech.create` over speech predictors. */
export function createSpeech(calls: Calls): OpenAIClient["audio"]["speech"]["create"] {
  return async (params, { signal } = {}) => {
    checkFields(params, policies);
    const { model, input: text, voice, speed } = params;
    const format = formatOf(params);
    const streamed = isStreamed(params);
    const call = { text, voice, ...(speed !== undefined && speed !== null && { speed }) };
    const left = new AbortController();
    const until = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
    const spoken = speak(calls, { model, call, inPassages: !isWhole(format) }, until);
    // the first passage here, so that a refusal rejects the call and not the reading
    const { value: first } = await spoken.next();
    if (!first) throw abortError();
    checkChannels(params, format, first);
    const type = streamed ? "text/event-stream" : format.contentType(first);
    const headers = { "Content-Type": type };
    if (isWhole(format) && !streamed) {
      const file = await toFile(format, first);
      return new Response(Uint8Array.from(file), {
        headers: { ...headers, "Content-Length": String(file.length) },
      });
    }
    const bytes = encode(format, { first, rest: spoken });
    const pieces = streamed ? eventLines(events(bytes, text)) : plain(bytes);
    const body = toBody(pieces, () => left.abort());
    return new Response(body, { headers });
  };
}

/** It begins with how long it is, so that all must be spoken before the first byte. */
const isWhole = ({ headBytes }: Form): boolean => headBytes > 0;

/** One after the other, each in a turn of its own: a reader that takes its time does not hold the voice. */
async function* speak(
  calls: Calls,
  {
    model,
    call,
    inPassages,
  }: { readonly model: string; readonly call: SpeechCall; readonly inPassages: boolean },
  signal: AbortSignal,
): AsyncGenerator<Spoken, void, undefined> {
  const whole = !inPassages || typeof call.text !== "string";
  for (const text of whole ? [call.text] : toPassages(call.text))
    yield await calls.speak(model, { ...call, text }, signal);
}

interface Encoded {
  readonly bytes: Uint8Array;
  /** Seconds of sound that are in all pieces so far. */
  readonly seconds: number;
  /** Nothing comes after it. */
  readonly last: boolean;
}

/** Between two passages, as a voice makes it between two sentences. */
const pause = 0.25;

async function* encode(
  format: Form,
  { first, rest }: { readonly first: Spoken; readonly rest: AsyncIterable<Spoken> },
): AsyncGenerator<Encoded, void, undefined> {
  const { channels, sampleRate } = first;
  let spoken = first.samples.length;
  const piece = (bytes: Uint8Array, last = false): Encoded => ({
    ...{ bytes, last, seconds: spoken / channels / sampleRate },
  });
  if (isWhole(format)) {
    yield piece(await toFile(format, first), true);
    return;
  }
  const encoder = await format.start(first);
  const silence = new Float32Array(Math.round(pause * sampleRate) * channels);
  try {
    for await (const part of seconds(first.samples, first)) yield piece(encoder.add(part));
    for await (const { samples, channels: now } of rest) {
      if (now !== channels) throw new Error(`A voice went from ${channels} channels to ${now}.`);
      spoken += silence.length + samples.length;
      yield piece(encoder.add(silence));
      for await (const part of seconds(samples, first)) yield piece(encoder.add(part));
    }
    yield piece(encoder.end().rest, true);
  } finally {
    encoder.release();
  }
}

async function* plain(pieces: AsyncIterable<Encoded>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const { bytes } of pieces) if (bytes.length) yield bytes;
}

function checkChannels({ model: tag }: SpeechParams, format: Form, { channels }: Spoken): void {
  const { mostChannels = Infinity } = format;
  if (channels <= mostChannels) return;
  const message = `${tag} speaks in ${channels} channels, but this response_format takes at most ${mostChannels}. Ask for wav.`;
  throw unsupported({ tag, param: "response_format", message });
}

function formatOf({ model: tag, response_format: name }: SpeechParams): Form {
  const param = "response_format";
  if (name === undefined || name === null) return forms.wav;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format) return format;
  const choices = `Ask for ${new Intl.ListFormat("en", { type: "disjunction" }).format(Object.keys(formats))}.`;
  if (withoutEncoder.includes(name))
    throw unsupported({ tag, param, message: `Hearth has no encoder for ${name}. ${choices}` });
  throw invalid({
    tag,
    param,
    message: `There is no sound format ${JSON.stringify(name)}. ${choices}`,
  });
}

function isStreamed({ model: tag, stream_format: format }: SpeechParams): boolean {
  if (format === undefined || format === null || format === "audio") return false;
  if (format === "sse") return true;
  const message = `stream_format is ${JSON.stringify(format)}, but takes "audio" or "sse".`;
  throw invalid({ tag, param: "stream_format", message });
}

/** A whole number of base64 groups, so that the pieces may also be joined before they are decoded. */
const pieceBytes = 24_576;

async function* events(
  pieces: AsyncIterable<Encoded>,
  text: string,
): AsyncGenerator<object, void, undefined> {
  let spoken = 0;
  let open: Uint8Array = new Uint8Array(0);
  for await (const { bytes, last, seconds: sofar } of pieces) {
    spoken = sofar;
    open = Buffer.concat([open, bytes]);
    // what is no whole group waits for the next piece
    const end = last ? open.length : open.length - (open.length % 3);
    yield* deltas(open.subarray(0, end));
    open = open.subarray(end);
  }
  yield { type: "speech.audio.done", usage: usageOf(text, spoken) };
}

function* deltas(bytes: Uint8Array): Generator<object> {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield {
      type: "speech.audio.delta",
      audio: Buffer.from(bytes.subarray(start, start + pieceBytes)).toString("base64"),
    };
}

/** A voice has no tokens: counted are the characters that it read and the 50 ms pieces that it spoke, as OpenAI bills them. */
function usageOf(text: string, seconds: number): object {
  const input = [...text].length;
  const output = Math.ceil(20 * seconds);
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

import { toPcm16, wavHeader } from "../platform/wav.ts";
import type { Calls, Spoken } from "../predictor/calls.ts";
import { checkFields, type FieldPolicy, invalid, unsupported } from "./fields.ts";
import { toSse } from "./sse.ts";
import type { OpenAIClient, SpeechParams } from "./types.ts";

const policies: Readonly<Record<string, FieldPolicy>> = {
  model: "honoured",
  input: "honoured",
  voice: "honoured",
  response_format: "honoured",
  speed: "honoured",
  stream_format: "honoured",
};

/** What a sound is written as. */
interface Format {
  encode(spoken: Spoken): Buffer;
  contentType(spoken: Spoken): string;
}

const formats: Readonly<Record<string, Format>> = {
  wav: { encode: toWavFile, contentType: () => "audio/wav" },
  pcm: {
    encode: ({ samples }) => toPcm16(samples),
    contentType: ({ sampleRate, channels }) =>
      `audio/pcm; rate=${sampleRate}; channels=${channels}`,
  },
};
/** OpenAI has them; Hearth has no encoder, and never sends one thing under another's name. */
const withoutEncoder = ["mp3", "opus", "aac", "flac"];

/** `audio.speech.create` over speech predictors. */
export function createSpeech(calls: Calls): OpenAIClient["audio"]["speech"]["create"] {
  return async (params, { signal } = {}) => {
    checkFields(params, policies);
    const { model, input: text, voice, speed } = params;
    const format = formatOf(params);
    const streamed = isStreamed(params);
    const call = { text, voice, ...(speed !== undefined && speed !== null && { speed }) };
    const spoken = await calls.speak(model, call, signal);
    const bytes = format.encode(spoken);
    return streamed
      ? new Response(toSse(events(bytes, usageOf(text, spoken))), {
          headers: { "Content-Type": "text/event-stream" },
        })
      : new Response(new Uint8Array(bytes), {
          headers: { "Content-Type": format.contentType(spoken) },
        });
  };
}

function formatOf({ model: tag, response_format: name }: SpeechParams): Format {
  const param = "response_format";
  if (name === undefined || name === null) return formats["wav"] as Format;
  const format = Object.hasOwn(formats, name) ? formats[name] : undefined;
  if (format) return format;
  const choices = `Ask for ${Object.keys(formats).join(" or ")}.`;
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

function* events(bytes: Buffer, usage: object): Generator<object> {
  for (let start = 0; start < bytes.length; start += pieceBytes)
    yield {
      type: "speech.audio.delta",
      audio: bytes.subarray(start, start + pieceBytes).toString("base64"),
    };
  yield { type: "speech.audio.done", usage };
}

/** A voice has no tokens: counted are the characters that it read and the 50 ms pieces that it spoke, as OpenAI bills them. */
function usageOf(text: string, { samples, channels, sampleRate }: Spoken): object {
  const input = [...text].length;
  const output = Math.ceil((20 * samples.length) / channels / sampleRate);
  return { input_tokens: input, output_tokens: output, total_tokens: input + output };
}

function toWavFile({ samples, sampleRate, channels }: Spoken): Buffer {
  const pcm = toPcm16(samples);
  return Buffer.concat([wavHeader({ bytes: pcm.length, sampleRate, channels }), pcm]);
}

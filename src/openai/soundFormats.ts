import { type Form, forms } from "../sound/forms.ts";
import { toPcm16 } from "../sound/pcm.ts";

/** Bare samples: who asks for them reads from the type what they are. */
const pcm: Form = {
  contentType: ({ sampleRate, channels }) => `audio/pcm; rate=${sampleRate}; channels=${channels}`,
  headBytes: 0,
  start: () => ({
    add: toPcm16,
    end: () => ({ head: new Uint8Array(0), rest: new Uint8Array(0) }),
    release() {},
  }),
};

/** What `response_format` takes. */
export const formats: Readonly<Record<string, Form>> = { ...forms, pcm };

/** OpenAI has them too. No free encoder of them may go into Hearth, and it never sends one thing under another's name. */
export const withoutEncoder: readonly string[] = ["mp3", "aac"];

import { UserError } from "../../platform/errors.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { voiceIdOf } from "../../predictor/voices.ts";
import type { Manner } from "../utterance.ts";

/** A voice as it is offered: `id` goes to the model, `title` to people. */
export interface VoiceOption {
  readonly id: string;
  readonly title: string;
  /** How good its maker finds it: "A" to "F". */
  readonly grade?: string;
  /** BCP 47; left out: its model's. */
  readonly language?: string;
  readonly sex?: "female" | "male";
}

/** A speech model and whether its files are here. */
export interface Candidate {
  readonly manifest: Manifest;
  readonly installed: boolean;
}

/** The voices that a manifest names in `options.voices`, as strings or as objects with more about them; none when it names none. */
export function voicesOf({ options }: Manifest): readonly VoiceOption[] {
  const voices = options["voices"];
  return Array.isArray(voices) ? voices.flatMap(toVoice) : [];
}

/** How a model wants a text to begin, as its manifest's option "opening" says: see `Manner`. */
export const openingOf = ({ options }: Manifest): Pick<Manner, "opening"> =>
  typeof options["opening"] === "number" ? { opening: options["opening"] } : {};

/**
 * The model and voice that settings ask for. "auto" takes what is here and starts quickest (least memory), preferring
 * a model that has the wished voice; when none is here, the first whose licence is clear.
 * @throws {UserError} an unknown model or voice, named with those that there are
 */
export function chooseVoice(
  wish: { readonly model: string; readonly voice: string },
  candidates: readonly Candidate[],
): { readonly manifest: Manifest; readonly voice: string } {
  const manifest =
    wish.model === "auto" ? automatic(wish.voice, candidates) : named(wish, candidates);
  const voices = voicesOf(manifest);
  const known = voices.some(({ id }) => id === wish.voice);
  if (wish.voice && (known || !voices.length)) return { manifest, voice: wish.voice };
  if (wish.voice && wish.model !== "auto")
    throw new UserError(
      `${manifest.title} has no voice "${wish.voice}" (setting hearth.speech.voice). It has: ${listed(voices.map(({ id }) => id))}.`,
    );
  const [first] = voices;
  if (first) return { manifest, voice: first.id };
  throw new UserError(
    `${manifest.title} does not say which voices it has. Name one in the setting hearth.speech.voice.`,
  );
}

function automatic(voice: string, candidates: readonly Candidate[]): Manifest {
  const has = ({ manifest }: Candidate): boolean =>
    voicesOf(manifest).some(({ id }) => id === voice);
  const quickest = candidates
    .filter(({ installed }) => installed)
    .toSorted(
      (a, b) => Number(has(b)) - Number(has(a)) || a.manifest.memory - b.manifest.memory,
    )[0];
  const offered = candidates.find(({ manifest }) => manifest.licence.id !== "unclear");
  const chosen = quickest ?? offered ?? candidates[0];
  if (chosen) return chosen.manifest;
  throw new UserError(
    "No speech model is known. Name a folder that holds one in the setting hearth.predictors.folders.",
  );
}

function named({ model }: { model: string }, candidates: readonly Candidate[]): Manifest {
  const found = candidates.find(({ manifest }) => manifest.tag === model);
  if (found) return found.manifest;
  const tags = ["auto", ...candidates.map(({ manifest }) => manifest.tag)];
  throw new UserError(
    `No speech model is called "${model}" (setting hearth.speech.model). There are: ${listed(tags)}.`,
  );
}

/** At most twelve names: more do not fit into a message. */
const listed = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")} and others` : names.join(", ");

function toVoice(voice: unknown): VoiceOption[] {
  const id = voiceIdOf(voice);
  if (id === undefined) return [];
  const told: Readonly<Record<string, unknown>> = typeof voice === "string" ? {} : Object(voice);
  const text = (key: string): string | undefined =>
    typeof told[key] === "string" ? told[key] : undefined;
  const [grade, language, sex] = [text("grade"), text("language"), text("sex")];
  return [
    {
      id,
      title: text("title") ?? toTitle(id),
      ...(grade !== undefined && { grade }),
      ...(language !== undefined && { language }),
      ...((sex === "female" || sex === "male") && { sex }),
    },
  ];
}

/** "joe" → "Joe", "af_heart" → "Heart": what stands before the last underscore is a family, not a name. */
function toTitle(id: string): string {
  const name = id.split("_").at(-1) || id;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

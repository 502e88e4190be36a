/** The id of a voice as manifests name it in their option "voices": a text, or an object with more about it for people. */
export function voiceIdOf(voice: unknown): string | undefined {
  const id: unknown = typeof voice === "object" && voice && "id" in voice ? voice.id : voice;
  return typeof id === "string" ? id : undefined;
}

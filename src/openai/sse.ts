/** Server-sent events, each an object as JSON. */
export async function* eventLines(
  events: AsyncIterable<object>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const event of events) yield Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
}

/** Piece by piece as the reader asks for them; `onLeave` runs when it stops before the end. */
export function toBody(
  pieces: AsyncGenerator<Uint8Array, void, undefined>,
  onLeave: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      onLeave();
      await pieces.return();
    },
  });
}

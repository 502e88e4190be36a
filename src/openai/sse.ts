/** Server-sent events, each an object as JSON, one at a time as the reader asks for them. */
export function toSse(events: Iterable<object>): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(`data: ${JSON.stringify(value)}\n\n`));
    },
  });
}

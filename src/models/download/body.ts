/** The bytes of one source, from somewhere in it to its end. */
export interface Body {
  /** Offset of the first byte: the one asked for, or 0 when the other side starts over. */
  readonly start: number;
  /** The server's name for this version of the bytes. */
  readonly etag?: string;
  /** True when the server gives parts of it on request. */
  readonly ranges?: boolean;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Where to go on reading. */
export interface From {
  readonly offset: number;
  /** Where to stop, exclusive, for servers that can; left out: the end. */
  readonly end?: number | undefined;
  /** The version that the bytes before `offset` were of, when it is known. */
  readonly etag?: string | undefined;
}

/** The transfer broke off: trying again, from where it stopped, may help. */
export class Interrupted extends Error {
  override name = "Interrupted";
  /** Milliseconds that the other side asks to be left alone. */
  readonly wait: number;

  constructor(message: string, { wait = 0 }: { readonly wait?: number } = {}) {
    super(message);
    this.wait = wait;
  }
}

/** The other side has nothing at that offset: what was fetched belongs to another version. */
export class OutOfRange extends Error {
  override name = "OutOfRange";
}

/** Leaves out the first `offset` bytes of a stream that can only be read from its beginning. */
export async function* skipping(
  chunks: AsyncIterable<Uint8Array>,
  offset: number,
): AsyncGenerator<Uint8Array> {
  let left = offset;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

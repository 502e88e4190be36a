/** How sound is laid out. */
export interface Layout {
  /** Frames per second. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** Writes a sound of one layout as it comes, so that a listener can begin before it ends. */
export interface Encoder {
  /** Interleaved, −1 … 1; louder is clipped. What is not whole yet comes with a later piece. */
  add(samples: Float32Array): Uint8Array;
  /** The rest. */
  end(): Uint8Array;
  /** Gives its memory back; whoever started it calls this, whether the sound came to its end or not. */
  release(): void;
}

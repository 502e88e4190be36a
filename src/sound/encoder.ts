/** How sound is laid out. */
export interface Layout {
  /** Frames per second. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** Writes a sound of one layout as it comes. */
export interface Encoder {
  /** Interleaved, −1 … 1; louder is clipped. What is not whole yet comes with a later piece. */
  add(samples: Float32Array): Uint8Array;
  /** A chapter of this title begins with what is added next. Left out by forms that have none. */
  mark?(title: string): void;
  end(): Ended;
  /** Gives its memory back; whoever started it calls this, whether the sound came to its end or not. */
  release(): void;
}

export interface Ended {
  /** What stands before all and says how long the sound is; empty in forms that can be heard before they end. */
  readonly head: Uint8Array;
  /** What follows all. */
  readonly rest: Uint8Array;
}

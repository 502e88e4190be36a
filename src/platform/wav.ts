/** −1 … 1 as 16-bit little-endian integers; what is louder is clipped, not wrapped. */
export function toPcm16(samples: Float32Array): Buffer {
  const pcm = Buffer.allocUnsafe(samples.length * 2);
  samples.forEach((sample, i) =>
    pcm.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2),
  );
  return pcm;
}

/** The 44-byte RIFF header of a file of 16-bit PCM. `bytes`: of the samples that follow. */
export function wavHeader({
  bytes,
  sampleRate,
  channels,
}: {
  readonly bytes: number;
  readonly sampleRate: number;
  readonly channels: number;
}): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0, "ascii");
  header.writeUInt32LE(header.length - 8 + bytes, 4);
  header.write("WAVEfmt ", 8, "ascii");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "ascii");
  header.writeUInt32LE(bytes, 40);
  return header;
}

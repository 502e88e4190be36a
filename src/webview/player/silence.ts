/** Seconds. Browsers take anything below five for a mere noise that no key belongs to. */
const duration = 30;
/** The lowest rate that browsers play. */
const sampleRate = 3000;

/** A recording of nothing, which is played beside the reading. */
export interface Silence {
  play(): void;
  /** The keys stay with the page, however long. */
  pause(): void;
  /** Gives the keys back to whoever else plays something. */
  end(): void;
}

/**
 * Chromium hands media keys to a page that plays an <audio>, and goes on while that is paused. Web Audio alone gets them
 * only as long as it sounds: who paused a reading by a key could not go on by one.
 */
export function openSilence(): Silence {
  const audio = new Audio();
  audio.loop = true;
  let wanted = false;

  function play(): void {
    wanted = true;
    if (!audio.src) audio.src = URL.createObjectURL(new Blob([toSilentWav()]));
    // refused until a click in the page; a reading needs no keys to be heard
    if (audio.paused) audio.play().catch(() => {});
  }

  // the editor allows each <audio> by a click of its own
  for (const gesture of ["pointerdown", "keydown"])
    addEventListener(gesture, () => wanted && play(), { capture: true });
  return {
    play,
    pause: () => {
      wanted = false;
      audio.pause();
    },
    end: () => {
      wanted = false;
      if (!audio.src) return;
      URL.revokeObjectURL(audio.src);
      audio.removeAttribute("src");
      audio.load();
    },
  };
}

/** Mono, 8 bits a sample. */
function toSilentWav(): ArrayBuffer {
  const size = duration * sampleRate;
  const bytes = new Uint8Array(44 + size).fill(128, 44);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);
  write(0, "RIFF");
  view.setUint32(4, 36 + size, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate, true); // bytes a second
  view.setUint16(32, 1, true); // bytes a frame
  view.setUint16(34, 8, true); // bits a sample
  write(36, "data");
  view.setUint32(40, size, true);
  return bytes.buffer;
}

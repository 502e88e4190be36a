import type { Deck, Shown } from "./deck.ts";
import { openSilence } from "./silence.ts";

/** What a lock screen or a panel of the system has room for. */
const longest = 200;

/** The keys of a keyboard or headset, where the editor hands them to the page, and what the system shows beside them. */
export function startMediaKeys(deck: Deck): { show(shown: Shown): void } {
  // a page of an editor without it has none
  const session = (navigator as Partial<Navigator>).mediaSession;
  if (!session) return { show: () => {} };
  const silence = openSilence();
  let sentence = 0;
  let told = "";
  const keys: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => deck.control({ kind: "resume" }),
    pause: () => deck.control({ kind: "pause" }),
    stop: () => deck.control({ kind: "stop" }),
    previoustrack: () => deck.control({ kind: "jump", sentence: sentence - 1 }),
    nexttrack: () => deck.control({ kind: "jump", sentence: sentence + 1 }),
    seekbackward: () => deck.wish("previousParagraph"),
    seekforward: () => deck.wish("nextParagraph"),
    seekto: ({ seekTime }) => deck.seek(seekTime ?? 0),
  };
  for (const [action, press] of Object.entries(keys))
    session.setActionHandler(action as MediaSessionAction, press);
  return {
    show(shown) {
      sentence = shown.sentence;
      const title = shown.sentences[sentence]?.slice(0, longest) ?? shown.title;
      const state = stateOf(shown);
      if (state === "playing") silence.play();
      else if (state === "paused") silence.pause();
      else silence.end();
      const now = [shown.title, title, state].join("\n");
      // each word of the sentence is shown, of which the system sees nothing
      if (now === told) return;
      told = now;
      session.playbackState = state;
      session.metadata = new MediaMetadata({ title, artist: shown.title, album: "Hearth" });
      const { heard, total } = deck.elapsed();
      // nobody knows how long it will be while it is still being written
      const duration = total && !shown.open ? total : Infinity;
      session.setPositionState({ position: Math.min(heard, duration), duration });
    },
  };
}

function stateOf({ state }: Shown): MediaSessionPlaybackState {
  if (state === "playing" || state === "waiting") return "playing";
  return state === "paused" ? "paused" : "none";
}

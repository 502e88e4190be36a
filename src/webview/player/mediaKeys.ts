import type { Deck, Shown } from "./deck.ts";

/** What a lock screen or a panel of the system has room for. */
const longest = 200;

/** The keys of a keyboard or headset, where the editor hands them to the page, and what the system shows beside them. */
export function startMediaKeys(deck: Deck): { show(shown: Shown): void } {
  // a page of an editor without it has none
  const session = (navigator as Partial<Navigator>).mediaSession;
  if (!session) return { show: () => {} };
  let sentence = 0;
  let told = "";
  const keys: Partial<Record<MediaSessionAction, () => void>> = {
    play: () => deck.control({ kind: "resume" }),
    pause: () => deck.control({ kind: "pause" }),
    stop: () => deck.control({ kind: "stop" }),
    previoustrack: () => deck.control({ kind: "jump", sentence: sentence - 1 }),
    nexttrack: () => deck.control({ kind: "jump", sentence: sentence + 1 }),
    seekbackward: () => deck.wish("previousParagraph"),
    seekforward: () => deck.wish("nextParagraph"),
  };
  for (const [action, press] of Object.entries(keys))
    session.setActionHandler(action as MediaSessionAction, press);
  return {
    show(shown) {
      sentence = shown.sentence;
      const title = shown.sentences[sentence]?.slice(0, longest) ?? shown.title;
      if (told !== shown.title + title) {
        told = shown.title + title;
        session.metadata = new MediaMetadata({ title, artist: shown.title, album: "Hearth" });
      }
      session.playbackState = stateOf(shown);
    },
  };
}

function stateOf({ state }: Shown): MediaSessionPlaybackState {
  if (state === "playing" || state === "waiting") return "playing";
  return state === "paused" ? "paused" : "none";
}

import { connect, serve } from "../platform/channel.ts";
import type { PlayerBeginning, PlayerHost } from "../speech/protocol.ts";
import { openDeck } from "./player/deck.ts";
import { openSound } from "./player/sound.ts";
import { openView } from "./player/view.ts";
import { editorPort } from "./port.ts";

const port = editorPort();
const sound = openSound(() => deck.soundChanged());
const deck = openDeck(sound, (shown) => view?.show(shown));
let view: ReturnType<typeof openView> | undefined;

serve(deck.service, port);
// any click or key in the page is the gesture that the editor may be waiting for
for (const gesture of ["pointerdown", "keydown"])
  addEventListener(gesture, () => sound.output() === "blocked" && sound.resume(), {
    capture: true,
  });

const host = connect<PlayerHost>(port);
const begin = async (what: PlayerBeginning): Promise<void> => {
  for await (const _ of host.begin(what));
};
for await (const labels of host.labels(null))
  view = openView({ labels, deck, sound, begin, root: document.body });

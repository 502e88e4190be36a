import { connect, serve } from "../platform/channel.ts";
import type { PlayerHost } from "../speech/protocol.ts";
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

for await (const labels of connect<PlayerHost>(port).labels(null))
  view = openView({ labels, deck, sound, root: document.body });

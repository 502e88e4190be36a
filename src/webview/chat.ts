import type { PanelService } from "../chat/protocol.ts";
import { connect } from "../platform/channel.ts";
import { toContext } from "./chat/context.ts";
import { ChatView } from "./chat/view.ts";
import { editorPort } from "./port.ts";

const editor = connect<PanelService>(editorPort());
let view: ChatView | undefined;

for await (const event of editor.open({})) {
  if (event.kind === "state") {
    view = new ChatView(toContext(editor, event.state));
    document.body.replaceChildren(view.element);
  }
  view?.hear(event);
}

import type { Conversation, PanelEvent, PanelState } from "../../chat/protocol.ts";

/** What the page shows at this moment. */
export type PageState = Pick<
  PanelState,
  "conversation" | "attachments" | "codebase" | "model" | "work"
>;

export const emptyState: PageState = {
  conversation: undefined,
  attachments: [],
  codebase: { kind: "off" },
  model: undefined,
  work: { kind: "idle" },
};

/** The state after an event of the panel; the same object when nothing changes. */
// oxlint-disable-next-line consistent-return -- every kind of event is answered; the compiler checks it
export function after(state: PageState, event: PanelEvent): PageState {
  switch (event.kind) {
    case "state": {
      const { conversation, attachments, codebase, model, work } = event.state;
      return { conversation, attachments, codebase, model, work };
    }
    case "conversation":
      return { ...state, conversation: event.conversation };
    case "delta":
      return state.conversation
        ? { ...state, conversation: grown(state.conversation, event) }
        : state;
    case "attachments":
      return { ...state, attachments: event.attachments, codebase: event.codebase };
    case "model":
      return { ...state, model: event.model, work: event.work };
    case "show":
      return state;
  }
}

/** True while the last answer is being written. */
export function isAnswering({ conversation }: PageState): boolean {
  return conversation?.turns.at(-1)?.answer.state.kind === "streaming";
}

function grown(
  conversation: Conversation,
  delta: { readonly text: string; readonly reasoning: string },
): Conversation {
  const turns = [...conversation.turns];
  const turn = turns.pop();
  if (!turn) return conversation;
  const { answer } = turn;
  const text = answer.text + delta.text;
  const reasoning = answer.reasoning + delta.reasoning;
  return {
    ...conversation,
    turns: [...turns, { ...turn, answer: { ...answer, text, reasoning } }],
  };
}

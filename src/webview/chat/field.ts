/** Enter alone sends; with Shift it breaks the line; while an input method composes it belongs to that. */
export function isSend(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing;
}

/** Makes the children of `parent` look like `next`. What stays the same is not touched, so that what somebody has selected in it stays selected. */
export function patch(parent: Node, next: readonly Node[]): void {
  next.forEach((node, i) => {
    const old = parent.childNodes[i];
    if (!old) parent.appendChild(node);
    else if (!old.isEqualNode(node) && !grow(old, node)) parent.replaceChild(node, old);
  });
  while (parent.childNodes.length > next.length) parent.lastChild?.remove();
}

/** A text that goes on where it ended. */
function grow(old: Node, next: Node): boolean {
  if (old.nodeType !== Node.TEXT_NODE || next.nodeType !== Node.TEXT_NODE) return false;
  const [before, after] = [(old as Text).data, (next as Text).data];
  if (!after.startsWith(before)) return false;
  (old as Text).appendData(after.slice(before.length));
  return true;
}

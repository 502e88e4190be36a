import type { Node } from "./graph.ts";
import { lineOf } from "./line.ts";

/**
 * Names of what a voice makes as samples, not as symbols or frames of speech: its largest values, and most of its work. It
 * begins where several are made of each one, all channels together, and where a sound is taken apart into frequencies.
 */
export function reachedBySound(nodes: readonly Node[]): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const node of nodes)
    if (begins(node) || node.inputs.some((name) => reached.has(name)))
      for (const name of node.outputs) reached.add(name);
  return reached;
}

const begins = (node: Node): boolean =>
  node.opType === "STFT" || (node.opType === "ConvTranspose" && lineOf(node)?.group === 1);

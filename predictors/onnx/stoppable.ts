import { type Graph, inputField } from "./graph.ts";
import { line } from "./planes.ts";
import { int64Port } from "./tensor.ts";

/** The input that says whether to go on, three whole numbers: as long as they are these, a run goes on. */
export const goOn = { name: line, values: [0n, 0n, -1n] } as const;

/**
 * A graph whose run can be ended from another thread, which the runtime has no way for: the shape by which every convolution
 * in a plane becomes a line again is read from an input. Other numbers there, and the next one fails.
 */
export function stoppable(graph: Graph): Graph {
  const initializers = new Map(graph.initializers);
  if (!initializers.delete(line)) return graph;
  return {
    ...graph,
    initializers,
    inputs: [...graph.inputs, line],
    rest: [...graph.rest, inputField(int64Port(line, goOn.values.length))],
  };
}

import { intsOf, textOf } from "./attributes.ts";
import type { Node } from "./graph.ts";

/** A convolution along one axis. */
export interface Line {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pads: readonly [number, number];
  readonly group: number;
}

/** What a convolution along one axis says of itself; undefined for others, and for those that pad by themselves. */
export function lineOf(node: Node): Line | undefined {
  const kernel = intsOf(node, "kernel_shape");
  const pad = textOf(node, "auto_pad") ?? "NOTSET";
  if (kernel?.length !== 1 || pad !== "NOTSET" || intsOf(node, "output_shape")) return undefined;
  const one = (name: string): number => intsOf(node, name)?.[0] ?? 1;
  const [before = 0, after = 0] = intsOf(node, "pads") ?? [];
  return {
    kernel: kernel[0] ?? 1,
    stride: one("strides"),
    dilation: one("dilations"),
    pads: [before, after],
    group: one("group"),
  };
}

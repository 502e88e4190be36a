import { nodeFields, type Node } from "./graph.ts";
import {
  type Field,
  fieldOf,
  floatField,
  join,
  numberField,
  readFields,
  readVarints,
  textField,
} from "./wire.ts";

// Field numbers and types of AttributeProto in onnx.proto.
const fields = { name: 1, float: 2, int: 3, text: 4, ints: 8, type: 20 } as const;
const types = { float: 1, int: 2, ints: 7 } as const;

/** The numbers of an attribute, one or many; undefined when the node has none of this name. */
export function intsOf(node: Node, name: string): readonly number[] | undefined {
  const found = fieldsOf(node, name);
  if (!found) return undefined;
  return found
    .filter(({ id }) => id === fields.int || id === fields.ints)
    .flatMap(({ wire, number, bytes }) => (wire === 0 ? [number] : readVarints(bytes)));
}

/** The text of an attribute; undefined when the node has none of this name. */
export function textOf(node: Node, name: string): string | undefined {
  const text = fieldsOf(node, name)?.find(({ id }) => id === fields.text);
  return text && new TextDecoder().decode(text.bytes);
}

/** An attribute with one number or a list of them, 0 or more each. */
export function intsAttribute(name: string, value: number | readonly number[]): Field {
  const bytes = join([
    ...textField(fields.name, name),
    ...(typeof value === "number"
      ? [...numberField(fields.int, value), ...numberField(fields.type, types.int)]
      : [
          ...value.flatMap((n) => numberField(fields.ints, n)),
          ...numberField(fields.type, types.ints),
        ]),
  ]);
  return fieldOf(nodeFields.attribute, bytes);
}

export function floatAttribute(name: string, value: number): Field {
  const bytes = join([
    ...textField(fields.name, name),
    ...floatField(fields.float, value),
    ...numberField(fields.type, types.float),
  ]);
  return fieldOf(nodeFields.attribute, bytes);
}

function fieldsOf({ attributes }: Node, name: string): readonly Field[] | undefined {
  return attributes
    .map(({ bytes }) => readFields(bytes))
    .find((attribute) =>
      attribute.some(
        ({ id, bytes }) => id === fields.name && new TextDecoder().decode(bytes) === name,
      ),
    );
}

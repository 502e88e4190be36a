import { createReadStream } from "node:fs";
import { UserError } from "../../platform/errors.ts";

/** What the header of a GGUF file tells about the memory and the work of a model. */
export interface GgufFacts {
  readonly architecture: string;
  /** general.name, when there is one. */
  readonly name?: string;
  /** general.license, the hub's id. */
  readonly licence?: string;
  readonly layers: number;
  /** Numbers a token. */
  readonly embedding: number;
  readonly heads: number;
  /** Of each layer; one number when all have the same. */
  readonly kvHeads: number | readonly number[];
  /** Numbers a head in the keys and in the values. */
  readonly keyLength: number;
  readonly valueLength: number;
  /** Tokens that it was trained for. */
  readonly context: number;
  /** Tokens that some of its layers look back, where not all look back to the beginning. */
  readonly window?: number;
  /** Tokens it knows; 0 when the header does not say. */
  readonly vocabulary: number;
  /** The part of the experts that each token takes; 1 for a model without experts. */
  readonly expertsUsed: number;
  /** general.file_type: how most of its weights are kept, as llama.cpp numbers it. */
  readonly fileType?: number;
}

type Value = string | number | boolean | readonly Value[];

/** The facts in a file on disk. @throws {UserError} when it is no GGUF file */
export const readGgufFile = (path: string): Promise<GgufFacts> =>
  readGguf(createReadStream(path, { highWaterMark: 1 << 18 }));

/**
 * Reads as much of a GGUF file (github.com/ggml-org/ggml/blob/master/docs/gguf.md) as its facts need: the vocabulary,
 * which comes last, is not read.
 * @throws {UserError} when it is no GGUF file
 */
export async function readGguf(chunks: AsyncIterable<Uint8Array>): Promise<GgufFacts> {
  const reader = new Reader(chunks);
  try {
    if ((await reader.text(4)) !== "GGUF") throw notGguf();
    const version = await reader.u32();
    if (version < 2 || version > 3) throw notGguf();
    await reader.u64(); // tensors
    const count = await reader.u64();
    const values = new Map<string, Value>();
    for (let i = 0; i < count; i++) {
      const key = await reader.string();
      const type = await reader.u32();
      if (key === "tokenizer.ggml.tokens") {
        await reader.u32();
        values.set(key, await reader.u64());
        if (isEnough(values)) break;
        throw notGguf();
      }
      values.set(key, await reader.value(type));
    }
    return toFacts(values);
  } finally {
    await reader.close();
  }
}

const isEnough = (values: ReadonlyMap<string, Value>): boolean =>
  [...values.keys()].some((key) => key.endsWith(".block_count"));

function toFacts(values: ReadonlyMap<string, Value>): GgufFacts {
  const architecture = String(values.get("general.architecture"));
  const number = (key: string, or: number): number => {
    const value = values.get(`${architecture}.${key}`);
    return typeof value === "number" ? value : or;
  };
  const optional = <K extends string>(name: K, key: string): { [P in K]?: string } => {
    const value = values.get(key);
    return (typeof value === "string" && value ? { [name]: value } : {}) as { [P in K]?: string };
  };
  const layers = number("block_count", 0);
  const embedding = number("embedding_length", 0);
  if (!layers || !embedding) throw notGguf();
  const heads = number("attention.head_count", 1);
  const kvHeads = values.get(`${architecture}.attention.head_count_kv`);
  const length = embedding / heads;
  const window = number("attention.sliding_window", 0);
  const fileType = values.get("general.file_type");
  const [experts, used] = [number("expert_count", 0), number("expert_used_count", 0)];
  return {
    architecture,
    ...optional("name", "general.name"),
    ...optional("licence", "general.license"),
    layers,
    embedding,
    heads,
    kvHeads: Array.isArray(kvHeads) ? (kvHeads as number[]) : ((kvHeads as number) ?? heads),
    keyLength: number("attention.key_length", length),
    valueLength: number("attention.value_length", length),
    context: number("context_length", 0),
    ...(window && { window }),
    vocabulary: Number(values.get("tokenizer.ggml.tokens") ?? number("vocab_size", 0)),
    expertsUsed: experts ? used / experts : 1,
    ...(typeof fileType === "number" && { fileType }),
  };
}

const notGguf = (): UserError =>
  new UserError(
    "This is not a GGUF model that can be read here. Choose a .gguf file of a chat model.",
  );

// long lists are vocabularies: their items are passed over
const longest = 4_096;

/** Reads values one after the other from a stream of bytes. */
class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async #take(length: number): Promise<Buffer> {
    if (length > 1 << 26) throw notGguf();
    while (this.#buffer.length < length) {
      const { done, value } = await this.#chunks.next();
      if (done) throw notGguf();
      this.#buffer = Buffer.concat([this.#buffer, value]);
    }
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return taken;
  }

  u32 = async (): Promise<number> => (await this.#take(4)).readUInt32LE();
  u64 = async (): Promise<number> => Number((await this.#take(8)).readBigUInt64LE());
  text = async (length: number): Promise<string> => (await this.#take(length)).toString();
  string = async (): Promise<string> => this.text(await this.u64());

  async value(type: number): Promise<Value> {
    const read = scalars[type];
    if (read) return read[1](await this.#take(read[0]));
    if (type === 8) return this.string();
    if (type !== 9) throw notGguf();
    const inner = await this.u32();
    const count = await this.u64();
    const items: Value[] = [];
    for (let i = 0; i < count; i++) {
      const item = await this.value(inner);
      if (count <= longest) items.push(item);
    }
    return items;
  }

  close = async (): Promise<void> => void (await this.#chunks.return?.());
}

const scalars: Readonly<Record<number, readonly [number, (bytes: Buffer) => number | boolean]>> = {
  0: [1, (bytes) => bytes.readUInt8()],
  1: [1, (bytes) => bytes.readInt8()],
  2: [2, (bytes) => bytes.readUInt16LE()],
  3: [2, (bytes) => bytes.readInt16LE()],
  4: [4, (bytes) => bytes.readUInt32LE()],
  5: [4, (bytes) => bytes.readInt32LE()],
  6: [4, (bytes) => bytes.readFloatLE()],
  7: [1, (bytes) => bytes.readUInt8() !== 0],
  10: [8, (bytes) => Number(bytes.readBigUInt64LE())],
  11: [8, (bytes) => Number(bytes.readBigInt64LE())],
  12: [8, (bytes) => bytes.readDoubleLE()],
};

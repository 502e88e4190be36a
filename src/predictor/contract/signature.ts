/** The signature of a predictor: plain JSON, field for field what Muna calls a Parameter, plus a default. */
export interface Signature {
  readonly inputs: readonly Parameter[];
  readonly outputs: readonly Parameter[];
}

export const dtypes = [
  "null", "bool", "string", "list", "dict", "binary", "image", "image_list", "array_list",
  "float16", "bfloat16", "float32", "float64", "complex64", "complex128",
  "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
] as const; // prettier-ignore
export type Dtype = (typeof dtypes)[number];

export interface Parameter {
  readonly name: string;
  readonly dtype?: Dtype;
  readonly description?: string;
  /** What the parameter means; see `denotations`. */
  readonly denotation?: string;
  /** True exactly when there is a default. */
  readonly optional?: boolean;
  readonly default?: unknown;
  readonly enumeration?: readonly { readonly name: string; readonly value: string | number }[];
  /** JSON Schema of a list or dict. Its title is matched: ChatCompletionChunk, ChatCompletion, Usage. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly min?: number;
  readonly max?: number;
  /** Of audio: samples per second. */
  readonly sampleRate?: number;
  readonly batch?: {
    readonly mode: "static" | "dynamic" | "continuous";
    readonly capacity?: number;
  };
}

/** Row-major values with their shape. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Without a default, a value must be given. */
export const isRequired = (parameter: Parameter): boolean => parameter.optional !== true;

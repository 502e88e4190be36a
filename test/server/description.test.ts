import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js";
import { type Answer, eventsIn, question, serve, token } from "./setup.ts";

type Method = "get" | "post";
interface Operation {
  readonly security?: readonly object[];
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: AnySchema }>> }>
  >;
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<Method, Operation>>>>>;
}

/** Checks answers against the description that the server itself serves. */
class Described {
  readonly description: Description;
  readonly #ajv: Ajv2020;

  constructor(description: Description) {
    this.description = description;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    this.#ajv.addSchema(description, "hearth");
  }

  #validator(pointer: string): ValidateFunction {
    return this.#ajv.compile({ $ref: `hearth${pointer}` });
  }

  check(method: Method, path: string, { status, headers, body }: Answer): void {
    const operation = this.description.paths[path]?.[method];
    assert.ok(operation, `${method} ${path} is not described`);
    const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
    const content = operation.responses[status]?.content;
    assert.ok(
      content?.[type],
      `${method} ${path} answers ${status} as ${type}, which is not described`,
    );
    if (type !== "application/json") return;
    const part = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
    const steps = ["paths", path, method, "responses", String(status), "content", type, "schema"];
    const validate = this.#validator(`#/${steps.map(part).map(encodeURIComponent).join("/")}`);
    validate(JSON.parse(body));
    assert.deepEqual(validate.errors, null, body.slice(0, 300));
  }

  checkAs(name: string, value: unknown): void {
    const validate = this.#validator(`#/components/schemas/${name}`);
    validate(value);
    assert.deepEqual(validate.errors, null, JSON.stringify(value));
  }
}

const embed = { model: "@test/embedder", input: "x" };
const speak = { model: "@test/speaker", input: "x", voice: "ada" };
const chat = "/v1/chat/completions";
const complete = { model: "@test/echo", prompt: "one two" };
const posts: readonly (readonly [path: string, body: object, status: number])[] = [
  [chat, question("one two"), 200],
  [chat, question("one two", { stream: true }), 200],
  [chat, question("?", { n: 2 }), 400],
  [chat, question("?", { model: "@test/none" }), 404],
  ["/v1/completions", complete, 200],
  ["/v1/completions", { ...complete, stream: true }, 200],
  ["/v1/completions", {}, 400],
  ["/v1/embeddings", embed, 200],
  ["/v1/embeddings", { ...embed, encoding_format: "base64" }, 200],
  ["/v1/embeddings", { ...embed, dimensions: "four" }, 400],
  ["/v1/audio/speech", speak, 200],
  ["/v1/audio/speech", { ...speak, response_format: "pcm" }, 200],
  ["/v1/audio/speech", { ...speak, stream_format: "sse" }, 200],
  ["/v1/audio/speech", { ...speak, voice: "nobody" }, 400],
];

test("every answer is one that the server's own description names", async (t) => {
  const { ask, post } = await serve(t);
  const described = new Described((await ask("/openapi.json")).json as Description);
  for (const [path, body, status] of posts) {
    const answer = await post(path, body);
    assert.equal(answer.status, status, `${path} ${answer.body.slice(0, 200)}`);
    described.check("post", path, answer);
    described.check("post", path, await post(path, "{"));
    described.check("post", path, await post(path, body, { headers: { Authorization: "" } }));
    described.check("post", path, await post(path, body, { headers: { Origin: "https://x.y" } }));
  }
  for (const path of ["/v1/models", "/health", "/metrics"]) {
    described.check("get", path, await ask(path));
    described.check("get", path, await ask(path, { headers: { Host: "x.y" } }));
  }
  described.check("get", "/v1/models/{model}", await ask("/v1/models/@test%2Fecho"));
  described.check("get", "/v1/models/{model}", await ask("/v1/models/@test%2Fnone"));
});

test("every event of a stream is one that the description names", async (t) => {
  const { ask, post } = await serve(t);
  const described = new Described((await ask("/openapi.json")).json as Description);
  const more = { stream: true, stream_options: { include_usage: true } };
  const streams = [
    ["ChatCompletionChunk", await post(chat, question("one two", more))],
    ["Completion", await post("/v1/completions", { ...complete, ...more })],
  ] as const;
  for (const [name, { body }] of streams) {
    const events = eventsIn(body).slice(0, -1);
    assert.ok(events.length > 3);
    for (const event of events) described.checkAs(name, JSON.parse(event));
  }
});

test("everything that is described is there, and asks for the token exactly where it says so", async (t) => {
  const { ask } = await serve(t);
  const { paths } = (await ask("/openapi.json")).json as Description;
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { security }] of Object.entries(methods)) {
      const at = path.replace("{model}", "@test%2Fecho");
      const status = async (given: string): Promise<number> =>
        (await ask(at, { method: method.toUpperCase(), headers: { Authorization: given } })).status;
      assert.equal((await status("")) === 401, security?.length !== 0, path);
      assert.notEqual(await status(`Bearer ${token}`), 404, path);
    }
});

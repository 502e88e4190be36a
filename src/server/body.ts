import type { IncomingMessage, ServerResponse } from "node:http";
import { abortError } from "../platform/errors.ts";
import type { Limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** The JSON object in the body of a request. @throws {Refusal} 400, 413, 415 */
export async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
  limits: Pick<Limits, "bodyBytes" | "bodyDepth">,
): Promise<object> {
  const { headers } = request;
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    throw new Refusal(
      415,
      "unsupported_media_type",
      "Send JSON, as Content-Type application/json.",
    );
  if ((headers["content-encoding"] ?? "identity") !== "identity")
    throw new Refusal(415, "unsupported_media_type", "Send the body as it is, not compressed.");
  if (Number(headers["content-length"] ?? 0) > limits.bodyBytes) throw tooLarge(limits);
  if (headers.expect) response.writeContinue();
  return parse(await readBytes(request, limits), limits.bodyDepth);
}

async function readBytes(
  request: IncomingMessage,
  limits: Pick<Limits, "bodyBytes">,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    // by hand: leaving an async loop would destroy the connection before it can be told why
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limits.bodyBytes) chunks.push(chunk);
      else reject(tooLarge(limits));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => reject(abortError()));
  });
}

const tooLarge = ({ bodyBytes }: Pick<Limits, "bodyBytes">): Refusal =>
  new Refusal(
    413,
    "request_too_large",
    `The request is larger than ${Math.floor(bodyBytes / 1024 ** 2)} MB. Send it in parts.`,
  );

function parse(bytes: Buffer, depth: number): object {
  const fail = (message: string): Refusal => new Refusal(400, "invalid_json", message);
  let value: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (isDeeper(text, depth))
      throw fail(`The body nests lists and objects more than ${depth} levels deep.`);
    value = JSON.parse(text);
  } catch (error) {
    throw error instanceof Refusal ? error : fail("The body is not JSON in UTF-8.");
  }
  if (typeof value === "object" && value && !Array.isArray(value)) return value;
  throw fail("The body is JSON, but not an object.");
}

/** True when brackets outside of texts open more than `depth` levels: code that walks them must not run out of stack. */
function isDeeper(json: string, depth: number): boolean {
  let level = 0;
  let inText = false;
  for (let i = 0; i < json.length; i++) {
    const sign = json[i];
    if (inText) {
      if (sign === "\\") i++;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === "[" || sign === "{") level++;
    else if (sign === "]" || sign === "}") level--;
    if (level > depth) return true;
  }
  return false;
}

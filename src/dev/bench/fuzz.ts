import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { UserError } from "../../platform/errors.ts";
import { defaultModels } from "../../predictor/defaults.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights } from "../weights.ts";
import { pythonWith } from "./python.ts";
import { startServing } from "./serving.ts";

/** What must hold of every answer, whatever was asked. */
const checks = [
  ...["not_a_server_error", "status_code_conformance", "content_type_conformance"],
  ...["response_schema_conformance", "unsupported_method", "ignored_auth"],
];

/**
 * `npm run bench -- fuzz [--seconds n]`: schemathesis makes up requests from the server's own description, right and wrong
 * ones, and holds every answer against it. Fails when one of them is a failure of the server or is not described.
 */
export async function run(args: readonly string[]): Promise<void> {
  const seconds = args.includes("--seconds") ? args[args.indexOf("--seconds") + 1] : "60";
  const python = await pythonWith({ name: "schemathesis", version: "4.32.5" });
  await bundle({ minify: true });
  await ensureWeights({
    tags: [defaultModels.chat, defaultModels.embedding, defaultModels.speech[0]],
  });
  const server = await startServing();
  const folder = await mkdtemp(join(tmpdir(), "hearth-fuzz-"));
  try {
    const described = await fetch(new URL("/openapi.json", server.url));
    const file = join(folder, "openapi.json");
    await writeFile(file, JSON.stringify(narrowed((await described.json()) as Description)));
    // it keeps notes where it runs
    const code = await runTool(join(dirname(python), "schemathesis"), folder, [
      ...["run", file, "--url", new URL(server.url).origin],
      ...["--header", `Authorization: Bearer ${server.token}`],
      ...["--phases", "examples,coverage,fuzzing", "--checks", checks.join(",")],
      ...["--max-time", String(seconds), "--continue-on-failure", "--no-color"],
      // the path of a model is so often a name that there is not
      ...["--suppress-health-check", "filter_too_much"],
    ]);
    if (code !== 0) throw new UserError("The fuzzer found answers that must not be; see above.");
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Description {
  readonly components: {
    readonly schemas: Record<
      string,
      { readonly properties: Record<string, object>; readonly required: string[] }
    >;
  };
}

/** Only names that there are, and answers of a few words: made-up names alone would never reach a model. */
function narrowed(description: Description): Description {
  const { schemas } = description.components;
  const models = {
    ChatRequest: defaultModels.chat,
    CompletionRequest: defaultModels.chat,
    EmbeddingRequest: defaultModels.embedding,
    SpeechRequest: defaultModels.speech[0],
  };
  for (const [name, tag] of Object.entries(models)) {
    const { properties = {}, required = [] } = schemas[name] ?? {};
    properties["model"] = { enum: [tag] };
    if ("max_tokens" in properties) {
      properties["max_tokens"] = { type: "integer", minimum: 1, maximum: 4 };
      required.push("max_tokens");
      // the same by another name, and both must agree
      delete properties["max_completion_tokens"];
    }
    if ("voice" in properties)
      Object.assign(properties, { voice: { enum: ["joe"] }, speed: { enum: [0.5, 1, 2] } });
  }
  return description;
}

function runTool(command: string, cwd: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
}

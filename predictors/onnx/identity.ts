import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";

/** What tells a file of a model from any other in its place: its SHA-256, or something as long where the manifest has none. */
export async function identityOf(
  { files }: Manifest,
  name: string,
  context: LoadContext,
): Promise<string> {
  const sha256 = files.find((file) => file.name === name)?.sha256;
  if (sha256) return sha256;
  const { size, mtimeMs } = await stat(context.resource(name));
  return createHash("sha256").update(`${size} ${mtimeMs}`).digest("hex");
}

import type { Explanation } from "../protocol.ts";
import { toText } from "./skip.ts";
import { isSeen, look } from "./walk.ts";
import type { Workspace } from "../workspace.ts";

/** What the index knows of an absolute path, or why it leaves it out; by the disk and the rules as they are now. */
export async function explain(
  { library, settings }: Workspace,
  { path }: { readonly path: string },
): Promise<Explanation> {
  const place = library.locate(path);
  if (!place) return { kind: "left out", reason: { why: "outside" } };
  const { folder, inside } = place;
  const found = await look(folder.path, inside, settings);
  if (!isSeen(found)) return { kind: "left out", reason: found };
  const bytes = await folder.read(inside);
  if (!bytes) return { kind: "left out", reason: { why: "missing" } };
  const text = toText(bytes);
  if (typeof text !== "string") return { kind: "left out", reason: text };
  const known = folder.files.get(inside);
  if (!known) return { kind: "waiting" };
  const meaning = known.chunks.filter(({ hash }) => library.hasVector(hash)).length;
  return { kind: "indexed", chunks: known.chunks.length, meaning };
}

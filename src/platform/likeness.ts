/**
 * The tags that a mistyped one may have meant, best first: those that share most of their pairs of letters with it, or
 * hold all of it. Owners ("@hearth/") are not compared. None where nothing is like it.
 */
export function mostLike(name: string, names: readonly string[], most = 3): readonly string[] {
  const wanted = bare(name);
  const like = names.map((each) => ({ each, likeness: likenessOf(wanted, bare(each)) }));
  return like
    .filter(({ likeness }) => likeness >= 0.5)
    .toSorted((a, b) => b.likeness - a.likeness)
    .slice(0, most)
    .map(({ each }) => each);
}

const bare = (tag: string): string => tag.slice(tag.lastIndexOf("/") + 1).toLowerCase();

/** 0 … 1. */
function likenessOf(wanted: string, name: string): number {
  if (wanted.length > 2 && name.includes(wanted)) return 0.5 + wanted.length / (2 * name.length);
  const [a, b] = [pairsOf(wanted), pairsOf(name)];
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return a.size + b.size ? (2 * shared) / (a.size + b.size) : 0;
}

const pairsOf = (text: string): ReadonlySet<string> =>
  new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2)));

export interface Title {
  readonly isbn: string;
  readonly name: string;
  readonly author: string;
}

/** Finds titles whose name or author holds every word, accents ignored. Titles that begin with the words come first. */
export function searchTitles(titles: readonly Title[], query: string): Title[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const matches = titles.filter((title) => {
    const text = plain(`${title.name} ${title.author}`);
    return words.every((word) => text.includes(word));
  });
  const begins = (title: Title): number => (plain(title.name).startsWith(words[0] ?? "") ? 0 : 1);
  return matches.sort((a, b) => begins(a) - begins(b) || a.name.localeCompare(b.name));
}

/** "Émile Zola" → "emile zola" */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();

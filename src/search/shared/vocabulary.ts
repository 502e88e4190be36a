import { demandedTerms, doubtfulTerms, type Vocabulary } from "../rank/inquiry.ts";
import { lengthsNear, nearest } from "../words/nearest.ts";
import { tellingTerms } from "../words/tokens.ts";
import type { Term } from "./candidates.ts";
import type { Session } from "./connection.ts";
import type { SharedRepository } from "./store.ts";

/** What the repositories know of the terms of one query, and of those that may be meant instead of what they lack. */
export async function readVocabulary(
  session: Session,
  { query, repositories }: { query: string; repositories: readonly SharedRepository[] },
): Promise<Vocabulary> {
  const asked = [...new Set([...tellingTerms(query), ...demandedTerms(query)])];
  const places = toPlaces(await readPlaces(session, repositories, asked));
  const others = new Map<string, readonly string[]>();
  for (const term of new Set(doubtfulTerms(query, (one) => places.has(one)))) {
    const near = await readNear(session, repositories, term);
    const chosen = nearest(term, near.keys(), (name) => near.get(name) ?? 0);
    others.set(term, chosen);
    for (const name of chosen) places.set(name, near.get(name) ?? 0);
  }
  return {
    placesOf: (term) => places.get(term) ?? 0,
    nearest: (term) => others.get(term) ?? [],
  };
}

/** In how many chunks each of the terms stands; those that stand nowhere are left out. */
export function readPlaces(
  session: Session,
  repositories: readonly SharedRepository[],
  terms: readonly string[],
): Promise<readonly Term[]> {
  return session.query<Term>(
    `select term, sum(chunks)::int as chunks from hearth.terms
     where repository = any($1) and term = any($2) group by term`,
    [repositories.map(({ id }) => id), terms],
  );
}

/** The terms with the same first letter that are about as long as this one, and those that begin with it. */
async function readNear(
  session: Session,
  repositories: readonly SharedRepository[],
  term: string,
): Promise<ReadonlyMap<string, number>> {
  const first = term.codePointAt(0) ?? 0;
  const { least, most } = lengthsNear(term);
  const rows = await session.query<Term>(
    `select term, sum(chunks)::int as chunks from hearth.terms
     where repository = any($1) and term ~>=~ $2 and term ~<~ $3
       and (length(term) between $4 and $5 or starts_with(term, $6)) group by term`,
    [
      repositories.map(({ id }) => id),
      ...[String.fromCodePoint(first), String.fromCodePoint(first + 1), least, most, term],
    ],
  );
  return toPlaces(rows);
}

const toPlaces = (terms: readonly Term[]): Map<string, number> =>
  new Map(terms.map(({ term, chunks }) => [term, chunks]));

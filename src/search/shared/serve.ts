import type { IndexSettings, SearchService } from "../protocol.ts";
import type { Workspace } from "../workspace.ts";
import { findShared } from "./find.ts";
import { share } from "./share.ts";
import type { Team } from "./team.ts";

/** What the search process serves of the team's index. */
export const sharedService = (
  team: () => Team,
  use: (input: { readonly settings: IndexSettings }) => Promise<Workspace>,
): Pick<SearchService, "findShared" | "share"> => ({
  async *findShared(input, signal) {
    const { meaning } = await use(input);
    const vector = await meaning.vectorOf(input.query, signal);
    yield await team().use(input.settings.model, (store) =>
      findShared(store, { ...input, ...(vector && { vector }) }, signal),
    );
  },
  async *share(input, signal) {
    yield* share(await use(input), input, signal);
  },
});

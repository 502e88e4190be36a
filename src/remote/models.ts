import type { Models } from "../models/models.ts";
import { UserError } from "../platform/errors.ts";
import type { Event } from "../platform/event.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { type Remote, remoteEngine, toManifest } from "./remotes.ts";

/** The models of this machine and those at endpoints, listed and chosen in the same way. */
export function withRemoteModels(
  local: Models,
  {
    remotes,
    onChange,
  }: { readonly remotes: () => readonly Remote[]; readonly onChange: Event<void> },
): Models {
  const isRemote = ({ engine }: Manifest): boolean => engine === remoteEngine;
  return {
    ...local,
    list: async () => [...(await local.list()), ...remotes().map(toManifest)],
    async find(tag) {
      const remote = remotes().find((one) => one.tag === tag);
      return remote ? toManifest(remote) : local.find(tag);
    },
    state: async (manifest) =>
      isRemote(manifest) ? { kind: "installed", bytes: 0 } : local.state(manifest),
    async *install(manifest, signal) {
      if (!isRemote(manifest)) yield* local.install(manifest, signal);
    },
    async remove(manifest) {
      if (!isRemote(manifest)) return local.remove(manifest);
      throw new UserError(
        `${manifest.title} has no files here. Take ${manifest.tag} out of the setting hearth.remotes.`,
      );
    },
    onChange(listener) {
      const hearing = [
        local.onChange(listener),
        onChange(() => remotes().forEach(({ tag }) => listener({ tag }))),
      ];
      return { dispose: () => hearing.forEach((one) => one.dispose()) };
    },
  };
}

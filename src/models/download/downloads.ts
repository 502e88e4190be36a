import { isAbort, messageOf } from "../../platform/errors.ts";
import { Emitter, type Event } from "../../platform/event.ts";
import type { Log } from "../../platform/log.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { install, type Installing } from "./install.ts";
import type { InstallEvent, InstallProgress } from "../models.ts";
import { calm } from "./progress.ts";
import { openShared } from "./shared.ts";

/** The downloads that run in this process: one for each model, however many ask for it. */
export interface Downloads {
  /** As `Models.install`. */
  follow(manifest: Manifest, signal?: AbortSignal): AsyncIterable<InstallProgress>;
  /** Stops one for all who follow it; resolves when it has stopped. */
  stop(tag: string): Promise<void>;
  readonly onInstall: Event<InstallEvent>;
}

export interface DownloadsOptions {
  /** How a model is obtained, read anew for each. */
  readonly how: (manifest: Manifest) => Omit<Installing, "manifest" | "tell">;
  /** After the last file of a model was placed. */
  readonly installed: (tag: string) => void;
  readonly log: Log;
}

export function openDownloads({ how, installed, log }: DownloadsOptions): Downloads {
  const events = new Emitter<InstallEvent>();
  const running = openShared<InstallProgress>();

  async function obtain(
    manifest: Manifest,
    tell: (progress: InstallProgress) => void,
    stop: AbortSignal,
  ): Promise<void> {
    const { tag } = manifest;
    let over = false;
    const both = calm((progress) => {
      // the last of it may be late
      if (over) return;
      tell(progress);
      events.fire({ tag, kind: "progress", progress });
    });
    log.info(`${tag}: fetching what is missing`);
    try {
      await install({ ...how(manifest), manifest, tell: both }, stop);
      log.info(`${tag}: installed`);
      installed(tag);
      over = true;
      events.fire({ tag, kind: "ended" });
    } catch (error) {
      over = true;
      events.fire({ tag, kind: "ended", ...(!isAbort(error) && { reason: messageOf(error) }) });
      throw error;
    }
  }

  return {
    follow: (manifest, signal) =>
      running.join(manifest.tag, (tell, stop) => obtain(manifest, tell, stop), signal),
    stop: (tag) => running.stop(tag),
    onInstall: events.event,
  };
}

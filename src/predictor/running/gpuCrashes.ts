import { readFileSync } from "node:fs";
import { writeAtomic } from "../../platform/files.ts";
import { Emitter, type Event } from "../../platform/event.ts";

/** How often the graphics driver failed under each predictor: a driver that kills a process does so after a restart too. */
export interface GpuCrashes {
  count(tag: string): number;
  /** True after the second time: the first may have been an accident. */
  avoids(tag: string): boolean;
  add(tag: string): void;
  /** All of them: the driver may be a new one. */
  forget(): void;
  readonly onForget: Event<void>;
}

/** Kept in `file`; without one, until Hearth is restarted. */
export function openGpuCrashes(file?: string): GpuCrashes {
  const forgotten = new Emitter<void>();
  let counts: Map<string, number> | undefined;
  let writing: Promise<unknown> = Promise.resolve();

  const known = (): Map<string, number> => (counts ??= new Map(file ? read(file) : []));
  const keep = (): void => {
    if (!file) return;
    const text = JSON.stringify(Object.fromEntries(known()));
    // when it cannot be written the next crash tells again
    writing = writing.then(() => writeAtomic(file, text)).catch(() => {});
  };
  const count = (tag: string): number => known().get(tag) ?? 0;
  return {
    count,
    avoids: (tag) => count(tag) >= 2,
    add: (tag) => {
      known().set(tag, count(tag) + 1);
      keep();
    },
    forget: () => {
      known().clear();
      keep();
      forgotten.fire();
    },
    onForget: forgotten.event,
  };
}

/** A file that is not there, or damaged, tells of no crash. */
function read(file: string): [string, number][] {
  try {
    const raw = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    return Object.entries(raw).flatMap(([tag, count]) =>
      typeof count === "number" ? [[tag, count]] : [],
    );
  } catch {
    return [];
  }
}

/** What one extension cost when it was activated, in ms, as VS Code measured it. */
export interface ActivationTime {
  /** At the start of the window, not later by an event. */
  readonly eager: boolean;
  /** Reading and running the bundle. */
  readonly load: number;
  /** Calling activate. */
  readonly call: number;
  /** Until its promise resolved. */
  readonly finish: number;
  /** What caused it: "*", "onStartupFinished", "onCommand:…". */
  readonly event: string;
}

/**
 * Reads VS Code's own report ("Developer: Startup Performance") by extension id. Undefined while the report is still
 * being written.
 */
export function readActivationTimes(
  report: string,
): ReadonlyMap<string, ActivationTime> | undefined {
  const table = /## Extension Activation Stats([\s\S]*?)\n##/.exec(report)?.[1];
  if (table === undefined) return undefined;
  const rows = table.split("\n").filter((line) => line.startsWith("|"));
  return new Map(
    rows.slice(2).map((row) => {
      const [id = "", eager, load, call, finish, event = ""] = row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      return [
        id,
        {
          eager: eager === "true",
          load: Number(load),
          call: Number(call),
          finish: Number(finish),
          event,
        },
      ];
    }),
  );
}

/** How many tests ended how. A test that was cancelled, or a level that could not start, counts as failed. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const none: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** Reads the last lines of Node's TAP report ("# pass 3"). Undefined when the report has no end. */
export function countOf(tap: string): Count | undefined {
  const number = (name: string): number | undefined => {
    const found = new RegExp(`^# ${name} (\\d+)$`, "m").exec(tap)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [passed, failed, cancelled] = [number("pass"), number("fail"), number("cancelled")];
  if (passed === undefined || failed === undefined) return undefined;
  const skipped = (number("skipped") ?? 0) + (number("todo") ?? 0);
  return { passed, failed: failed + (cancelled ?? 0), skipped };
}

/** Those of the test files (`test/…`) in which something failed, by Node's TAP report. */
export function failedIn(tap: string, files: readonly string[]): string[] {
  const places = [
    ...tap.matchAll(/^ *not ok .*\n *---\n(?:.*\n)*? *location: '(.*):\d+:\d+'$/gm),
  ].map(([, place = ""]) => place.replaceAll("\\", "/"));
  // a file that could not even be loaded is named as it was bundled
  const names = (file: string): string[] => [file, file.replace(/\.ts$/, ".mjs")];
  return files.filter((file) =>
    names(file).some((name) => places.some((place) => place.endsWith(`/${name}`))),
  );
}

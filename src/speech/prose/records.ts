/**
 * A line that stands for itself and goes on in no other: of a log, a stack trace, a terminal. A date or a level at its
 * beginning tells it, the place of a call, an error, a prompt, or a rule of marks.
 */
export const isRecord = (line: string): boolean => record.test(line);

const record = new RegExp(
  [
    String.raw`\[[^\]]{1,30}\]\s`,
    String.raw`\d{4}-\d\d-\d\d[T ]\d\d:`,
    String.raw`\d\d:\d\d:\d\d\b`,
    String.raw`(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|npm (?:ERR!|error))[:\s]`,
    String.raw`at\s.*[:(]\S*:\d+`,
    String.raw`File "[^"]*", line \d`,
    String.raw`Traceback \(`,
    String.raw`(?:[\w.]+\.)?[A-Z]\w*(?:Error|Exception)\b`,
    String.raw`(?:\$|>>>) `,
    String.raw`([=*_#~-])\1{3,}`,
  ]
    .map((sign) => `^\\s*${sign}`)
    .join("|"),
);

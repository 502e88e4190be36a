/**
 * The lines of a code block that are commands, without prompts. Of a session with prompts only what stands behind them:
 * the rest is what the commands print. Nothing in it can be read as a key.
 */
export function toCommands(text: string): string[] {
  const lines = text
    // escape sequences and carriage returns would act in the terminal before anybody has agreed
    // oxlint-disable-next-line no-control-regex -- these are what must not pass
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter(Boolean);
  const prompted = lines.flatMap((line) => /^\s*(?:\$|>|PS [^>]*>) (.*)$/.exec(line)?.[1] ?? []);
  return prompted.length ? prompted : lines;
}

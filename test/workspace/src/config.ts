/** Settings of the server, read once from the environment. */
export interface Config {
  readonly port: number;
  readonly databaseFile: string;
  readonly mailHost: string;
  /** Days before the due day when the first letter goes out. */
  readonly remindDaysBefore: number;
}

/** Reads the settings; unknown or broken values stop the server with a sentence that names the variable. */
export function readConfig(env: Record<string, string | undefined>): Config {
  return {
    port: wholeNumber(env, "LIBRARY_PORT", 4100),
    databaseFile: env["LIBRARY_DATABASE"] ?? "library.db",
    mailHost: env["LIBRARY_MAIL_HOST"] ?? "localhost",
    remindDaysBefore: wholeNumber(env, "LIBRARY_REMIND_DAYS", 3),
  };
}

function wholeNumber(
  env: Record<string, string | undefined>,
  name: string,
  otherwise: number,
): number {
  const text = env[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new Error(`${name} must be a whole number, not "${text}".`);
  return value;
}

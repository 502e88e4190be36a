import type { Pool, PoolClient } from "pg";
import { abortError, isUserError, messageOf, UserError } from "../../platform/errors.ts";
import type { SharedConnection } from "../protocol.ts";

/** A database that is connected when it is used, and left alone when it is not. */
export interface Database {
  /** Runs `work` with a connection of its own; aborting closes it. @throws {UserError} that says what is wrong with it */
  use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The same in a transaction: all of it counts, or nothing. */
  transact<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

/** One connection. Rows are plain objects. */
export interface Session {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export interface DatabaseOptions {
  /** Milliseconds that a statement may take; 0: as long as it takes. */
  readonly patience: number;
}

const connectMs = 4000;
const idleMs = 30_000;

/** Opens nothing yet. @throws {UserError} when the address is none of PostgreSQL */
export function openDatabase(
  connection: SharedConnection,
  { patience }: DatabaseOptions,
): Database {
  const address = toAddress(connection);
  let pool: Promise<Pool> | undefined;

  async function start(): Promise<Pool> {
    // loaded here: nobody without a shared index needs it
    const { default: pg } = await import("pg");
    const opened = new pg.Pool({
      connectionString: address.href,
      application_name: "hearth",
      max: 2,
      connectionTimeoutMillis: connectMs,
      idleTimeoutMillis: idleMs,
      allowExitOnIdle: true,
      keepAlive: true,
      ...(patience && { statement_timeout: patience, query_timeout: patience + 1000 }),
    });
    // an idle connection that the server closes: the next use opens another
    opened.on("error", () => {});
    return opened;
  }

  /** What goes wrong with the database is told in words; what `work` itself throws stays as it is. */
  const told = async <T>(asking: Promise<T>): Promise<T> =>
    asking.catch((error: unknown) => {
      throw toUserError(error, address);
    });

  async function use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw abortError();
    try {
      const client = await told((pool ??= start()).then((opened) => opened.connect()));
      const session: Session = {
        async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
          // without values several statements may stand in one text, and have no rows to give
          const asking = values.length
            ? client.query<Row>(sql, [...values])
            : client.query<Row>(sql);
          return (await told<{ readonly rows?: readonly Row[] }>(asking)).rows ?? [];
        },
      };
      return await workWith(client, () => work(session), signal);
    } catch (error) {
      throw signal?.aborted ? abortError() : error;
    }
  }

  return {
    use,
    transact: (work, signal) =>
      use(async (session) => {
        await session.query("begin");
        const result = await work(session);
        await session.query("commit");
        return result;
      }, signal),
    async close() {
      await (await pool)?.end();
    },
  };
}

/** A connection whose work failed or was aborted is closed, which also rolls back its transaction. */
async function workWith<T>(
  client: PoolClient,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let released = false;
  const release = (broken: boolean): void => {
    if (!released) client.release(broken);
    released = true;
  };
  const stop = (): void => release(true);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const result = await work();
    release(false);
    return result;
  } finally {
    signal?.removeEventListener("abort", stop);
    release(true);
  }
}

/** @throws {UserError} */
function toAddress({ url, password }: SharedConnection): URL {
  const address = URL.parse(url);
  if (!address || !["postgres:", "postgresql:"].includes(address.protocol))
    throw new UserError(
      "The address of a shared index looks like postgres://user@host/database. Correct it.",
    );
  if (password) address.password = encodeURIComponent(password);
  return address;
}

function toUserError(error: unknown, { host, username }: URL): Error {
  if (isUserError(error)) return error;
  const { code } = error as { readonly code?: unknown };
  const at = `The shared index at ${host || "this address"}`;
  const advice = typeof code === "string" ? advices[code] : undefined;
  if (advice) return new UserError(`${at} ${advice.replace("USER", username || "the user")}`);
  // an answer of the database that nobody has foreseen is a bug of ours; anything else is the way there
  if (error instanceof Error && "severity" in error) return error;
  return new UserError(`${at} cannot be used now: ${messageOf(error)}`);
}

/** By PostgreSQL's error codes. */
const advices: Readonly<Record<string, string>> = {
  "28P01": "did not take the password of USER. Set the right one.",
  "28000": "does not let USER in. Ask who runs it.",
  "3D000": "names a database that is not there. Create it, or correct the address.",
  "42501": "does not allow USER to do this. Ask who runs it for the rights.",
  "0A000": "is on a server without pgvector. Ask who runs it to install it.",
  "58P01": "is on a server without pgvector. Ask who runs it to install it.",
  "57014": "took too long to answer. Try again later.",
  "42P01": "is not complete. Run: hearth index share <address> <folder>",
};

import { after, before, type TestContext } from "node:test";
import { startPostgres } from "../../src/dev/postgres.ts";
import { isUserError } from "../../src/platform/errors.ts";
import type { SharedConnection } from "../../src/search/protocol.ts";
import { type Database, openDatabase } from "../../src/search/shared/connection.ts";

export interface Server {
  readonly connection: SharedConnection;
  readonly database: Database;
  /** Throws away what is shared. */
  clear(): Promise<void>;
  /** Skips a test where the package index has no server; anything else that keeps it from starting is a failure. */
  needed(context: TestContext): boolean;
}

/** A PostgreSQL for all tests of a file. */
export function serverForTests(): Server {
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  let database: Database | undefined;
  let missing = "";
  before(async () => {
    try {
      server = await startPostgres(["fsync=off"]);
    } catch (error) {
      if (!isUserError(error)) throw error;
      missing = error.message;
    }
  });
  after(async () => {
    await database?.close();
    await server?.stop();
  });
  const connection = (): SharedConnection => {
    if (!server) throw new Error("The server is not there.");
    return { url: server.url, password: server.password };
  };
  const open = (): Database => (database ??= openDatabase(connection(), { patience: 0 }));
  return {
    get connection() {
      return connection();
    },
    get database() {
      return open();
    },
    clear: () =>
      open().use(async (session) => {
        await session.query("drop schema if exists hearth cascade");
      }),
    needed(context) {
      if (missing) context.skip(`No PostgreSQL to test with: ${missing}`);
      return !missing;
    },
  };
}

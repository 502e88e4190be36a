import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Refusal } from "./refusal.ts";

/** Lets a request in, or throws {Refusal}. */
export interface Guard {
  /** It comes from a program, by a name of this machine. */
  checkPlace(headers: IncomingHttpHeaders): void;
  checkToken(headers: IncomingHttpHeaders): void;
}

/**
 * Who may ask: programs on this machine that know the token. A page in a browser may not, whatever it knows: its Origin
 * gives it away, and a foreign Host a name that was rebound to this machine.
 */
export function openGuard({
  port,
  token,
}: {
  readonly port: number;
  readonly token: string;
}): Guard {
  const expected = digest(token);
  const hosts = ["127.0.0.1", "localhost"].flatMap((name) =>
    port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
  );
  const origins = hosts.map((host) => `http://${host}`);

  return {
    checkPlace({ host = "", origin, "sec-fetch-site": site }) {
      if (!hosts.includes(host.toLowerCase()))
        throw new Refusal(403, "forbidden_host", `This server answers to ${hosts[0]} alone.`);
      const foreign = site !== undefined && site !== "same-origin" && site !== "none";
      if (foreign || (origin !== undefined && !origins.includes(origin)))
        throw new Refusal(403, "forbidden_origin", "This server does not answer to web pages.");
    },
    checkToken({ authorization = "" }) {
      const [, given] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      // digests have one length, so that the comparison tells nothing about the token
      if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
      const message = given
        ? "The token is wrong. Hearth shows the right one where the server was started."
        : "There is no token. Send it in the header Authorization: Bearer <token>, or as the client's API key.";
      throw new Refusal(401, "invalid_api_key", message, { "WWW-Authenticate": "Bearer" });
    },
  };
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

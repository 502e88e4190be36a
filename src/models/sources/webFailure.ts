import { abortError, isAbort, isUserError, UserError } from "../../platform/errors.ts";
import { Interrupted, OutOfRange } from "../download/body.ts";

/** The server gives the file only to those whom it knows. */
export class WantsLogin extends UserError {
  /** Its WWW-Authenticate header, "" when it has none. */
  readonly challenge: string;

  constructor(message: string, challenge: string) {
    super(message);
    this.challenge = challenge;
  }
}

/** @throws what the status of an answer means, unless it brings the bytes */
export function refuse({ status, headers }: Response, { host }: URL): void {
  if (status === 200 || status === 206) return;
  if (status === 416) throw new OutOfRange();
  if (status === 429 || status >= 500) throw busy({ host, status, headers });
  if (status === 401 || status === 403)
    throw new WantsLogin(
      `${host} wants a login for this file (HTTP ${status})`,
      headers.get("www-authenticate") ?? "",
    );
  throw new UserError(`${host} does not have this file (HTTP ${status})`);
}

/** Longer than this nobody waits before a progress bar, milliseconds. */
const longestWait = 120_000;

function busy({
  host,
  status,
  headers,
}: {
  host: string;
  status: number;
  headers: Headers;
}): Error {
  const wait = waitOf(headers.get("retry-after"));
  if (wait <= longestWait) return new Interrupted(`${host} is busy (HTTP ${status})`, { wait });
  const minutes = Math.ceil(wait / 60_000);
  return new UserError(`${host} asks to be left alone for ${minutes} minutes (HTTP ${status})`);
}

/** Retry-After is a number of seconds or a date (RFC 9110 §10.2.3). Milliseconds; 0 for none. */
function waitOf(text: string | null): number {
  if (text === null) return 0;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Math.max(0, wait || 0);
}

/** What a watch that hears nothing any more says. */
export const silence = "silence";

/** Whatever `fetch` threw, in words: who does not answer, and what can be done. */
export function toFailure(error: unknown, { host }: URL, signal: AbortSignal): Error {
  if (signal.aborted) return abortError();
  if (error instanceof UserError || error instanceof OutOfRange) return error;
  if (error instanceof Interrupted && error.message !== silence) return error;
  const causes = causesOf(error);
  // a mistake of ours is no fault of the network; what the editor's own network says has no cause either
  if (error instanceof TypeError && !causes.length) return error;
  const proxy = causes.map(({ message }) => /^Proxy response \((\d+)\)/.exec(message)?.[1]).find(Boolean); // prettier-ignore
  if (proxy === "407")
    return new UserError(
      `the proxy wants a login before it leads to ${host}; write user and password into its address (http.proxy or HTTPS_PROXY)`,
    );
  if (proxy) return new Interrupted(`the proxy does not lead to ${host} (HTTP ${proxy})`);
  const code = causes.map((cause) => cause.code).find((one) => typeof one === "string") ?? "";
  if (/CERT|SELF_SIGNED|ISSUER|SIGNATURE/.test(code))
    return new UserError(
      `the certificate of ${host} is not trusted (${code}); set NODE_EXTRA_CA_CERTS if your network has its own`,
    );
  return new Interrupted(`${host} does not answer${code && ` (${code})`}`);
}

/** For what was asked of the hub itself: what went wrong, and what can be done. Sentences stay as they are. */
export const hubFailure =
  ({ host }: URL) =>
  (error: unknown): never => {
    if (!(error instanceof Error) || isAbort(error)) throw error;
    if (isUserError(error) && error.message.endsWith(".")) throw error;
    throw new UserError(
      `The hub could not be asked: ${error.message}. Check the network, and hearth.models.hub when you use a mirror (${host} was asked).`,
    );
  };

/** What lies behind an error, outermost first. */
function causesOf(error: unknown): readonly NodeJS.ErrnoException[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? [cause, ...causesOf(cause)] : [];
}

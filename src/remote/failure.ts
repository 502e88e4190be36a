import { PredictorError, type PredictorErrorCode } from "../predictor/errors.ts";
import { hostOf, type Remote } from "./remotes.ts";

/** A failure that another try may mend; `error` is what is thrown when it does not. */
export class Passing extends Error {
  override name = "Passing";
  readonly error: PredictorError;

  constructor(error: PredictorError) {
    super(error.message);
    this.error = error;
  }
}

export const failed = (remote: Remote, message: string): PredictorError =>
  new PredictorError({ code: "predictor_failed", tag: remote.tag, message });

export const offline = (remote: Remote): PredictorError =>
  failed(
    remote,
    `${remote.tag} runs at ${hostOf(remote)}, and the setting hearth.offline keeps Hearth from asking it. ` +
      "Turn the setting off, or choose a model on this machine.",
  );

export const silent = (remote: Remote): PredictorError =>
  failed(
    remote,
    `${hostOf(remote)} said nothing for ${Math.round(remote.patience / 1000)} seconds. Send again, or give it more time in hearth.remotes (timeoutSeconds).`,
  );

export const brokeOff = (remote: Remote): PredictorError =>
  failed(remote, `${hostOf(remote)} broke off its answer. Send again.`);

export const garbled = (remote: Remote): PredictorError =>
  failed(
    remote,
    `${hostOf(remote)} gave no answer of OpenAI's interface. Check baseUrl and model of ${remote.tag} in hearth.remotes; if they are right, its own log says more.`,
  );

/** Nobody answers there, or nobody who can be trusted. */
export function unreachable(remote: Remote, cause: unknown): Error {
  const code = codeOf(cause) || codeOf((cause as Error | undefined)?.cause);
  const host = hostOf(remote);
  if (/CERT|SELF_SIGNED|ISSUER|SIGNATURE/.test(code))
    return failed(
      remote,
      `The certificate of ${host} is not trusted (${code}). Set NODE_EXTRA_CA_CERTS if your network has its own.`,
    );
  const why = code ? ` (${code})` : "";
  return new Passing(
    failed(
      remote,
      `${host} does not answer${why}. Check the network and baseUrl of ${remote.tag}.`,
    ),
  );
}

const codeOf = (error: unknown): string =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? "") : "";

const inTerminal = ({ keyVariable }: Remote): string =>
  keyVariable
    ? `or in the environment variable ${keyVariable}`
    : "or in an environment variable that keyVariable names";

interface TheirError {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly param?: unknown;
}

/** What an endpoint's refusal means here. `retryAfter` in seconds. */
export function refused(
  remote: Remote,
  { status, body, retryAfter }: { status: number; body: unknown; retryAfter?: number | undefined },
): Error {
  const { error = body } = (body ?? {}) as { readonly error?: unknown };
  const { message, code, param } = (
    typeof error === "object" ? (error ?? {}) : { message: error }
  ) as TheirError;
  const host = hostOf(remote);
  const words =
    typeof message === "string" ? message.slice(0, 300).replace(/([^.!?])$/, "$1.") : "";
  const make = (as: PredictorErrorCode, text: string): PredictorError =>
    new PredictorError({
      ...{ code: as, tag: remote.tag, message: text, retryAfter },
      param: typeof param === "string" ? param : undefined,
    });
  if (status === 401 || status === 403)
    return failed(
      remote,
      `${host} refuses the key (HTTP ${status}). Set it with Hearth: Set Key of a Remote Predictor, ${inTerminal(remote)}.`,
    );
  if (status === 404)
    return failed(
      remote,
      `${host} knows no model "${remote.model}", or baseUrl of ${remote.tag} is wrong (HTTP 404). ${words}`.trim(),
    );
  if (status === 429)
    return new Passing(
      make("rate_limit_exceeded", `${host} has too much to do. Try again later. ${words}`.trim()),
    );
  if (status >= 500)
    return new Passing(failed(remote, `${host} failed (HTTP ${status}). ${words}`.trim()));
  if (code === "context_length_exceeded" || /context (length|window)|exceed.*context/i.test(words))
    return make("context_length_exceeded", words || `The request is too long for ${remote.tag}.`);
  const known = code === "unsupported_parameter" ? code : "invalid_value";
  return make(known, `${host} refuses the request: ${words || `HTTP ${status}.`}`);
}

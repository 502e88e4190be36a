import { isPredictorError } from "../predictor/errors.ts";
import type { Remote } from "./remotes.ts";

/** How one endpoint wants a chat request put: what it has refused once is not sent to it again. */
export interface Dialect {
  spoken(body: Readonly<Record<string, unknown>>): object;
  /** True when a refusal taught something, so that another try is worth it. */
  learn(error: unknown): boolean;
}

/** Dialects by address and model, kept as long as the predictors are. */
export function openDialects(): { of(remote: Remote): Dialect } {
  const known = new Map<string, Dialect>();
  return {
    of({ baseUrl, model }) {
      const key = `${baseUrl} ${model}`;
      const dialect = known.get(key) ?? openDialect();
      known.set(key, dialect);
      return dialect;
    },
  };
}

/**
 * The older name of the limit goes out first: servers that know the newer one alone refuse the older, while those that
 * know the older alone pass over the newer and talk on without end.
 */
function openDialect(): Dialect {
  let limit: "max_tokens" | "max_completion_tokens" = "max_tokens";
  let counts = true;
  return {
    spoken({ max_tokens: most, stream_options: options, ...rest }) {
      return {
        ...rest,
        ...(most !== undefined && { [limit]: most }),
        ...(counts && { stream_options: options }),
      };
    },
    learn(error) {
      const refused = fieldIn(error);
      if (refused === "max_tokens" && limit === "max_tokens") {
        limit = "max_completion_tokens";
        return true;
      }
      if (refused !== "stream_options" || !counts) return false;
      counts = false;
      return true;
    },
  };
}

/** The field that a request was refused for because of its name, where there is another way. */
function fieldIn(error: unknown): "max_tokens" | "stream_options" | undefined {
  if (!isPredictorError(error) || error.status !== 400) return undefined;
  const { code, param = "", message } = error;
  const words = `${param} ${message}`;
  if (/\bstream_options\b/.test(words)) return "stream_options";
  // a limit that is too high is refused too, and stays so under another name
  const isName = code === "unsupported_parameter" || message.includes("max_completion_tokens");
  return isName && /\bmax_tokens\b/.test(words) ? "max_tokens" : undefined;
}

/** What has happened since the server was started, for Prometheus. */
export interface Metrics {
  /** A request has come; the result is called with its route and the status it got, or 499 when the client left. */
  began(): (route: string, status: number) => void;
  /** Tokens that a model read or wrote, as it counted them. */
  tokens(model: string, counts: { readonly prompt?: number; readonly completion?: number }): void;
  /** Seconds from a request to the first piece of its answer. */
  firstPiece(route: string, seconds: number): void;
  /** In Prometheus' text format; `now` are gauges of this moment. */
  text(now: readonly Series[]): string;
}

/** One figure with its labels. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

const about: Readonly<Record<string, readonly [type: string, help: string]>> = {
  hearth_requests_total: ["counter", "Requests that were answered, by route and status."],
  hearth_requests_active: ["gauge", "Requests that are being answered."],
  hearth_requests_waiting: ["gauge", "Requests that wait for their turn with a model."],
  hearth_request_seconds: ["summary", "Time from a request to the end of its answer."],
  hearth_first_piece_seconds: ["summary", "Time from a request to the first piece of a stream."],
  hearth_tokens_total: ["counter", "Tokens by the models' own tokenizers."],
  hearth_model_state: ["gauge", "1 for the state that a model is in."],
  hearth_memory_bytes: ["gauge", "Memory of the serving process, without its models."],
};

export function openMetrics(): Metrics {
  const series = new Map<string, Series>();
  let active = 0;
  const add = (name: string, labels: Series["labels"], value: number): void => {
    const key = name + labelsOf(labels);
    const before = series.get(key)?.value ?? 0;
    series.set(key, { name, labels, value: before + value });
  };
  const observe = (name: string, route: string, seconds: number): void => {
    add(`${name}_sum`, { route }, seconds);
    add(`${name}_count`, { route }, 1);
  };
  return {
    began() {
      const start = performance.now();
      active++;
      return (route, status) => {
        active--;
        add("hearth_requests_total", { route, status: String(status) }, 1);
        observe("hearth_request_seconds", route, (performance.now() - start) / 1000);
      };
    },
    tokens(model, { prompt = 0, completion = 0 }) {
      add("hearth_tokens_total", { model, kind: "prompt" }, prompt);
      add("hearth_tokens_total", { model, kind: "completion" }, completion);
    },
    firstPiece: (route, seconds) => observe("hearth_first_piece_seconds", route, seconds),
    text: (now) =>
      toText([
        ...series.values(),
        { name: "hearth_requests_active", labels: {}, value: active },
        { name: "hearth_memory_bytes", labels: {}, value: process.memoryUsage.rss() },
        ...now,
      ]),
  };
}

function toText(all: readonly Series[]): string {
  return Object.entries(about)
    .flatMap(([metric, [type, help]]) => {
      const own = all.filter(({ name }) => name.replace(/_(sum|count)$/, "") === metric);
      const lines = own.map(({ name, labels, value }) => `${name}${labelsOf(labels)} ${value}`);
      return lines.length ? [`# HELP ${metric} ${help}`, `# TYPE ${metric} ${type}`, ...lines] : [];
    })
    .map((line) => `${line}\n`)
    .join("");
}

function labelsOf(labels: Series["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${quoted(value)}`);
  return pairs.length ? `{${pairs.join(",")}}` : "";
}

const quoted = (value: string): string =>
  `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

import type { Command } from "commander";
import type { Forecast } from "../models/forecast/forecast.ts";
import { recommended } from "../models/forecast/recommend.ts";
import { sizeOf } from "../models/size.ts";
import type { Manifest } from "../predictor/manifest.ts";
import type { Hearth } from "./hearth.ts";
import { factsOf, known } from "./modelFacts.ts";
import { jsonOption } from "./options.ts";
import type { Session } from "./session.ts";
import { columns, print, printJson } from "./terminal.ts";

/** `hearth models show`: one model, and whether it fits this machine, before anything is downloaded. */
export function offerShowing(models: Command, session: Session): void {
  models
    .command("show")
    .description("tell of a model: whether it fits this machine, how quick it is, its licence")
    .argument("<tag>")
    .addOption(jsonOption("it"))
    .action((tag: string, options: { readonly json?: boolean }) => show(tag, options, session));
}

async function show(
  tag: string,
  { json }: { readonly json?: boolean },
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  const hearth = session.hearth();
  const { models, fit } = hearth;
  const manifest = await known(models, tag);
  const { kind, title, description, languages, host, files } = manifest;
  const state = await models.state(manifest);
  const [how, size, licence] = factsOf(manifest, state);
  const { note } = manifest.licence;
  const forecast = host ? undefined : await fit.of(manifest, signal);
  const best = forecast !== undefined && (await isRecommended(manifest, hearth, signal));
  if (json) {
    const { bytes } = state;
    const facts = { tag, kind, title, description, languages, licence: manifest.licence };
    const more = { state: state.kind, bytes, recommended: best, ...(forecast && { forecast }) };
    return printJson(terminal, { ...facts, ...(host ? { host } : more), files }, signal);
  }
  const rows = [
    ["tag", tag],
    ["for", kind],
    ["languages", languages.join(", ")],
    ...(host ? [["runs at", host]] : []),
    ...(forecast ? [["here", how], ["size", size], ["this machine", fitText(forecast)]] : []), // prettier-ignore
    ...(best ? [["", "recommended: the best for its job that fits and is quick enough here"]] : []),
    ["licence", note ? `${licence.replace("*", "")}. ${note}` : licence],
    ...files.map(({ name, sha256 }) => ["file", sha256 ? `${name}  sha256 ${sha256}` : name]),
  ].filter(([, value]) => value);
  await print(terminal, `${title}: ${description}\n\n${columns(rows)}`, signal);
}

/** The machine was looked at before. */
async function isRecommended(
  { tag, kind }: Manifest,
  { models, fit }: Pick<Hearth, "models" | "fit">,
  signal: AbortSignal,
): Promise<boolean> {
  await fit.look(signal);
  const all = (await models.list()).filter((other) => other.kind === kind && !other.host);
  const candidates = all.map(async (manifest) => {
    const { bytes } = await models.state(manifest);
    return { manifest, bytes, forecast: fit.rough(manifest, bytes) };
  });
  return recommended(await Promise.all(candidates)).some(({ manifest }) => manifest.tag === tag);
}

function fitText({ verdict, memory, machine, largestContext, speed, measured }: Forecast): string {
  const need = sizeOf(memory);
  const total = sizeOf(machine.total);
  if (verdict === "tooLarge") return `does not fit: it needs ${need} of ${total}`;
  if (verdict === "tight")
    return `fits, but takes ${need}, more than half of the machine's ${total}`;
  const digits = (pace: number): string => (pace < 10 ? pace.toFixed(1) : String(Math.round(pace)));
  const pace = speed && `${digits(speed)} tokens a second`;
  const parts = [
    `fits: ${need} of ${total}`,
    ...(pace ? [measured ? `${pace} when it last ran` : `about ${pace} by the processor`] : []),
    ...(largestContext ? [`conversations up to ${Math.floor(largestContext / 1024)}k tokens`] : []),
  ];
  return parts.join("; ");
}

import * as vscode from "vscode";
import type { Forecast } from "../../models/forecast/forecast.ts";
import { readingPace } from "../../models/forecast/recommend.ts";

/** What speaks against a model on this machine, in a word or three; undefined for nothing. */
export function doubtOf({ verdict, speed, offload, machine }: Forecast): string | undefined {
  if (verdict === "tooLarge") return vscode.l10n.t("too large here");
  if (verdict === "tight") return vscode.l10n.t("tight here");
  // a card is quicker, as far as the model fits into it
  const slow = speed !== undefined && speed < readingPace && !(offload?.layers ?? machine.graphics);
  return slow ? vscode.l10n.t("slow here") : undefined;
}

/** "about 24 tokens a second, quicker than you read"; "" when nothing is known. */
export function speedText({ speed, measured, offload }: Forecast): string {
  if (!speed) return "";
  if (measured) return withPace(speed, vscode.l10n.t("{0} tokens a second when it last ran", speed < 10 ? speed.toFixed(1) : Math.round(speed))); // prettier-ignore
  if (offload?.layers)
    return vscode.l10n.t("about {0} tokens a second by the processor alone", rounded(speed));
  if (speed > 200) return vscode.l10n.t("more than 200 tokens a second");
  return withPace(speed, vscode.l10n.t("about {0} tokens a second", rounded(speed)));
}

/** An estimate has no third digit. */
const rounded = (speed: number): string =>
  speed < 10 ? speed.toFixed(1) : String(Number(speed.toPrecision(2)));

/** Few know what a token is, but everybody knows how quickly they read. */
function withPace(speed: number, text: string): string {
  if (speed < readingPace / 4) return vscode.l10n.t("{0}, much slower than you read", text);
  if (speed < readingPace) return vscode.l10n.t("{0}, slower than you read", text);
  return vscode.l10n.t("{0}, quicker than you read", text);
}

/** What the graphics card takes over, in a sentence; undefined when nobody asked. */
export function graphicsText({ offload, machine }: Forecast): string | undefined {
  if (machine.graphics === null)
    return vscode.l10n.t("No graphics card was found that it can use: the processor does the work");
  if (!offload) return undefined;
  const { card, layers, of } = offload;
  if (layers >= of) return vscode.l10n.t("It fits whole into the memory of the graphics card ({0})", card); // prettier-ignore
  if (!layers)
    return vscode.l10n.t(
      "The graphics card ({0}) has no room for it: the processor does the work",
      card,
    );
  return vscode.l10n.t(
    "About {0} of its {1} layers fit into the memory of the graphics card ({2}); the processor does the rest",
    layers,
    of,
    card,
  );
}

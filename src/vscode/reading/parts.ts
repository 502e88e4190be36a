import type { Reader } from "../../speech/reader/reader.ts";
import type { PlayerView } from "./player.ts";
import type { Models } from "../../models/models.ts";
import type { Calls } from "../../predictor/calls.ts";
import type { ReaderVoice } from "../../speech/reader/sound.ts";
import type { Report } from "../commands.ts";
import type { Recommend } from "../models/state.ts";

/** What reading aloud in the editor is made of. */
export interface ReadingParts {
  readonly reader: Reader;
  readonly player: PlayerView;
  readonly models: Models;
  readonly calls: Pick<Calls, "chat">;
  /** Loads a voice's model, so that it speaks at once when it is asked. */
  readonly prepare: (voice: Pick<ReaderVoice, "tag">) => void;
  readonly recommend: Recommend;
  readonly report: Report;
}

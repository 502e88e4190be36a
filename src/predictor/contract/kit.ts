import { defineChat, defineEmbedding, defineSpeech } from "./define.ts";
import { Parameter } from "./parameter.ts";

/** What a predictor is made with. A module that somebody wrote gets it handed in: it has nothing to install or import. */
export const kit = { Parameter, defineChat, defineEmbedding, defineSpeech };

export type Kit = typeof kit;

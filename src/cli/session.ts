import type { Command } from "commander";
import type { Remote } from "../remote/remotes.ts";
import type { Hearth } from "./hearth.ts";
import type { Terminal } from "./terminal.ts";

/** What a command gets. */
export interface Session {
  readonly terminal: Terminal;
  /** Of Hearth. */
  readonly version: string;
  /** Aborted by Ctrl-C, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** Opened on first use, closed by the caller of the command. */
  hearth(more?: More): Hearth;
}

/** What a command names besides what is known everywhere. */
export interface More {
  /** Folders with predictors that the user wrote. */
  readonly folders?: readonly string[];
  readonly remotes?: readonly Remote[];
}

/** Adds one command to the program. */
export type Offer = (program: Command, session: Session) => void;

import { Argument } from "commander";
import { resolve } from "node:path";
import { writeNewPredictor } from "../models/own/newPredictor.ts";
import type { Kind } from "../predictor/contract/define.ts";
import { jsonOption, kinds } from "./options.ts";
import type { Offer } from "./session.ts";
import { note, printJson } from "./terminal.ts";

export const offerNew: Offer = (program, { terminal, signal }) => {
  program
    .command("new")
    .description("Write something new to begin with.")
    .command("predictor")
    .description("a folder with a predictor that runs and keeps the contract")
    .addArgument(new Argument("<kind>", "what it does").choices(kinds))
    .argument("<folder>", "where; its last part becomes the name")
    .addOption(jsonOption("where it lies"))
    .action(async (kind: Kind, name: string, { json }: { readonly json?: boolean }) => {
      const folder = resolve(name);
      const { tag } = await writeNewPredictor(kind, folder);
      if (json) return printJson(terminal, { tag, kind, folder }, signal);
      note(terminal, `${tag} is in ${folder}. Try it: hearth check ${name}`);
    });
};

import { sizeOf } from "../models/size.ts";
import { jsonOption } from "./options.ts";
import type { Offer } from "./session.ts";
import { columns, note, print, printJson } from "./terminal.ts";

export const offerNetwork: Offer = (program, session) => {
  program
    .command("network")
    .description("List every request that left this machine: when, to whom, how much, and why.")
    .option("--clear", "forget them")
    .addOption(jsonOption("them"))
    .action(async ({ json, clear }: { readonly json?: boolean; readonly clear?: boolean }) => {
      const { terminal, signal } = session;
      const { ledger } = session.hearth();
      const entries = await ledger.entries();
      if (clear) await ledger.clear();
      if (json) return printJson(terminal, entries, signal);
      if (!entries.length) return note(terminal, "No request has left this machine.");
      const cells = entries.map(({ at, host, bytes, why }) => [
        new Date(at).toISOString().slice(0, 16).replace("T", " "),
        host,
        sizeOf(bytes),
        why,
      ]);
      return print(terminal, columns([["WHEN (UTC)", "HOST", "BYTES", "WHY"], ...cells]), signal);
    });
};

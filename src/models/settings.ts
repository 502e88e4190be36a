import { UserError } from "../platform/errors.ts";
import { mayAsk } from "./sources/source.ts";

/** Where files may come from: local folders and files, the user's own server, packages, the hub and other addresses. */
export const families = ["folder", "server", "package", "hub"] as const;
export type Family = (typeof families)[number];

/** What the user decides about obtaining models. Read anew for every install. */
export interface ModelSettings {
  /** Tried in this order; a family that is not named is never used. */
  readonly sources: readonly Family[];
  /** Address of the Hugging Face hub or of a mirror, without a slash at the end. */
  readonly hub: string;
  /** Address of a web server that holds models as the folder of models does, without a slash at the end; "" for none. */
  readonly server: string;
  /** Absolute folders that may already hold model files, under whatever names. */
  readonly folders: readonly string[];
  /** True: no request leaves this machine. */
  readonly offline: boolean;
  /** For pip and npm, beside this process's own environment: the proxy that the editor uses, for example. */
  readonly toolEnvironment?: Readonly<Record<string, string>>;
}

/** The hub's address: the user's setting, else `HF_ENDPOINT`, else the public hub. */
export function hubAddress(setting: string, env: NodeJS.ProcessEnv = process.env): string {
  return withoutSlash(setting || env["HF_ENDPOINT"] || "https://huggingface.co");
}

/**
 * The address of the user's own server: the setting, else `HEARTH_MODELS_SERVER`; "" for none.
 * @throws {UserError} when it is no address that may be asked
 */
export function serverAddress(setting: string, env: NodeJS.ProcessEnv = process.env): string {
  const address = withoutSlash(setting || env["HEARTH_MODELS_SERVER"] || "");
  if (!address || (URL.canParse(address) && mayAsk(new URL(address)))) return address;
  throw new UserError(
    `hearth.models.server (or HEARTH_MODELS_SERVER) is "${address}". Write the address of a web server there, ` +
      "https://… or, in your own network, http://…, or leave it empty.",
  );
}

const withoutSlash = (address: string): string => address.replace(/\/+$/, "");

/** What holds where nothing was set. */
export function defaultSettings(env: NodeJS.ProcessEnv = process.env): ModelSettings {
  return {
    ...{ sources: families, folders: [], offline: false },
    hub: hubAddress("", env),
    server: serverAddress("", env),
  };
}

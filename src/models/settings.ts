/** Where files may come from: local folders and files, Python and npm packages, the hub and other addresses. */
export const families = ["folder", "package", "hub"] as const;
export type Family = (typeof families)[number];

/** What the user decides about obtaining models. Read anew for every install. */
export interface ModelSettings {
  /** Tried in this order; a family that is not named is never used. */
  readonly sources: readonly Family[];
  /** Address of the Hugging Face hub or of a mirror, without a slash at the end. */
  readonly hub: string;
  /** Absolute folders that may already hold model files, under whatever names. */
  readonly folders: readonly string[];
  /** True: no request leaves this machine. */
  readonly offline: boolean;
  /** For pip and npm, beside this process's own environment: the proxy that the editor uses, for example. */
  readonly toolEnvironment?: Readonly<Record<string, string>>;
}

/** The hub's address: the user's setting, else `HF_ENDPOINT`, else the public hub. */
export function hubAddress(setting: string, env: NodeJS.ProcessEnv = process.env): string {
  return (setting || env["HF_ENDPOINT"] || "https://huggingface.co").replace(/\/+$/, "");
}

/** What holds where nothing was set. */
export function defaultSettings(env: NodeJS.ProcessEnv = process.env): ModelSettings {
  return { sources: families, hub: hubAddress("", env), folders: [], offline: false };
}

import { isIPv4 } from "node:net";

/** True for this machine's own names. `hostname` as a URL has it: "[::1]" in brackets. */
export const isThisMachine = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname === "[::1]" ||
  (isIPv4(hostname) && hostname.startsWith("127."));

/** On this machine or in a private network (RFC 1918), where many a team's server has no certificate. */
export function isOwnNetwork(hostname: string): boolean {
  if (isThisMachine(hostname)) return true;
  if (isIPv4(hostname)) return /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname);
  return /^\[f[cd]|^[\w-]+$|\.(local|lan|internal|home\.arpa)$/.test(hostname);
}

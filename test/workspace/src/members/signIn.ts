import { scryptSync, timingSafeEqual } from "node:crypto";

export interface Credentials {
  readonly salt: string;
  /** Hex of the derived key. */
  readonly hash: string;
}

/** True when the password belongs to the account. Takes the same time for wrong and right ones. */
export function passwordMatches(password: string, { salt, hash }: Credentials): boolean {
  const derived = scryptSync(password, salt, 32);
  return timingSafeEqual(derived, Buffer.from(hash, "hex"));
}

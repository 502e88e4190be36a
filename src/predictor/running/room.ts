/** A predictor that has memory. */
export interface Tenant {
  readonly tag: string;
  /** Bytes. */
  readonly memory: number;
  /** Nobody waits for it. */
  readonly idle: boolean;
  /** Any clock; larger is later. */
  readonly lastUsed: number;
}

export type Room =
  /** Enough, once these are unloaded. */
  | { readonly kind: "room"; readonly unload: readonly string[] }
  /** Not even alone. */
  | { readonly kind: "tooLarge" }
  /** These work and cannot be unloaded now. */
  | { readonly kind: "busy"; readonly tags: readonly string[] };

/** How to fit `need` bytes beside the tenants: the idle ones go, least recently used first. A budget of 0 is no limit. */
export function findRoom(
  need: number,
  { budget, tenants }: { readonly budget: number; readonly tenants: readonly Tenant[] },
): Room {
  if (budget <= 0) return { kind: "room", unload: [] };
  if (need > budget) return { kind: "tooLarge" };
  let used = tenants.reduce((sum, { memory }) => sum + memory, 0);
  const unload: string[] = [];
  const idle = tenants.filter((tenant) => tenant.idle).sort((a, b) => a.lastUsed - b.lastUsed);
  for (const tenant of idle) {
    if (used + need <= budget) break;
    unload.push(tenant.tag);
    used -= tenant.memory;
  }
  if (used + need <= budget) return { kind: "room", unload };
  return { kind: "busy", tags: tenants.filter((t) => !t.idle).map(({ tag }) => tag) };
}

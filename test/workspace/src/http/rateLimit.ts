const PER_MINUTE = 60;
const visits = new Map<string, number[]>();

/** Slows down clients that ask too often: at most sixty requests a minute from one address. */
export function allowRequest(address: string, now: number): boolean {
  const recent = (visits.get(address) ?? []).filter((time) => now - time < 60_000);
  if (recent.length >= PER_MINUTE) return false;
  visits.set(address, [...recent, now]);
  return true;
}

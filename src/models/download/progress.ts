import type { InstallProgress } from "../models.ts";

type Tell = (progress: InstallProgress) => void;

/** Passes on at most ten items a second, the latest always, never fewer bytes than before, with the rate of late. */
export function calm(tell: Tell): Tell {
  let most = 0;
  let doing = "";
  let waiting: InstallProgress | undefined;
  let timer: NodeJS.Timeout | undefined;

  const rateOf = toRate();
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting) tell(waiting);
    waiting = undefined;
  };
  return (progress) => {
    most = Math.max(most, progress.done);
    waiting = { ...progress, done: most, ...rateOf(most) };
    const news = progress.doing !== doing;
    doing = progress.doing;
    if (news) flush();
    timer ??= setTimeout(flush, 100).unref();
  };
}

/** Bytes a second over the last five seconds or so; none before the first has passed. */
function toRate(): (done: number) => { readonly rate?: number } {
  const seen: { readonly at: number; readonly done: number }[] = [];
  return (done) => {
    const at = performance.now();
    if (at - (seen.at(-1)?.at ?? -Infinity) >= 250) seen.push({ at, done });
    while (seen.length > 2 && at - (seen[0]?.at ?? 0) > 5_000) seen.shift();
    const [first] = seen;
    const passed = at - (first?.at ?? at);
    return passed < 1_000 ? {} : { rate: (1_000 * (done - (first?.done ?? 0))) / passed };
  };
}

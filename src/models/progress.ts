import type { InstallProgress } from "./models.ts";

type Tell = (progress: InstallProgress) => void;

/** Passes on at most ten items a second, the latest always, and never fewer bytes than before. */
export function calm(tell: Tell): Tell {
  let most = 0;
  let doing = "";
  let waiting: InstallProgress | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting) tell(waiting);
    waiting = undefined;
  };
  return (progress) => {
    most = Math.max(most, progress.done);
    waiting = { ...progress, done: most };
    const news = progress.doing !== doing;
    doing = progress.doing;
    if (news) flush();
    timer ??= setTimeout(flush, 100).unref();
  };
}

import { messageOf } from "./errors.ts";

/** What stands in the way of a path, and what to do about it. */
const words: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: (path) =>
    `${path} is not there, and cannot be made. Check its name, and whether you may write there.`,
  ENOTDIR: (path) => `A part of ${path} is a file, not a folder. Check the name.`,
  EEXIST: (path) => `${path} is there already, and is something else. Take another name.`,
  EISDIR: (path) => `${path} is a folder, not a file. Check the name.`,
  EACCES: (path) => `You have no right to use ${path}. Take another place, or change its rights.`,
  EPERM: (path) => `You have no right to use ${path}. Take another place, or change its rights.`,
  EROFS: (path) => `${path} is on a disk that can only be read. Take another place.`,
  ENOSPC: (path) => `The disk is full: ${path} could not be written. Make room, then try again.`,
  EDQUOT: (path) => `The disk is full: ${path} could not be written. Make room, then try again.`,
  ENAMETOOLONG: (path) => `The name ${path} is longer than the disk allows. Take a shorter one.`,
};

/**
 * A system error about a file or folder, in words for the person whose disk it is: that is no bug of Hearth. Undefined
 * for every other error.
 */
export function diskTrouble(error: unknown): string | undefined {
  const { code = "", path } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  return Object.hasOwn(words, code) ? words[code]?.(path ?? "a file") : undefined;
}

/** Any thrown value as one line of text, for a terminal: a trouble with the disk in words, else its message. */
export const toWords = (error: unknown): string => diskTrouble(error) ?? messageOf(error);

/**
 * What the caller asked for cannot be done, in one sentence that names the argument and the mend.
 * Thrown anywhere below a tool and turned into a tool error in one place (`tool.ts`); every other
 * error is a bug.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Refused for a cause that may pass by itself; every other refusal meets the same call again. */
export class Momentary extends Refusal {}

/** What a result says of itself, so that a host does not make the same call again in vain. */
export function finality(refusal: Refusal): { "dev.glassbox/final"?: true } {
  return refusal instanceof Momentary ? {} : { "dev.glassbox/final": true };
}

/** An operating system error that the caller can act on, said as a sentence. Anything else is rethrown. */
export function explain(error: unknown, argument: string, path: string): Refusal {
  if (error instanceof Refusal) return error;
  const sentence = SENTENCES[errorCode(error) ?? ""];
  if (sentence === undefined) throw error;
  const message = `${argument}: ${quote(path)} ${sentence}`;
  return MOMENTARY.has(errorCode(error) ?? "") ? new Momentary(message) : new Refusal(message);
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

export function quote(text: string): string {
  return JSON.stringify(text);
}

const MOMENTARY = new Set(["ENOSPC", "EDQUOT", "EBUSY", "EMFILE", "ENFILE", "EIO"]);

const SENTENCES: Record<string, string | undefined> = {
  ENOENT: "does not exist; files_list and files_glob show what does",
  ENOTDIR: "leads through something that is not a directory; check the path with files_list",
  EISDIR: "is a directory; name a file",
  EEXIST: "exists already; choose another name or delete it first",
  EACCES: "may not be accessed by this user; change its permissions or choose another path",
  EPERM: "may not be changed by this user; change its permissions or choose another path",
  EROFS: "is on a read-only file system; choose another directory",
  ENOSPC: "does not fit: the disk is full; free some space and try again",
  EDQUOT: "does not fit: the disk quota is used up; free some space and try again",
  EFBIG: "would be larger than the file system allows; write less",
  ENAMETOOLONG: "is too long a name for this file system; choose a shorter one",
  EINVAL: "is not a name this file system takes; choose another one",
  ELOOP: "runs in a circle of symbolic links; name the file itself",
  ENOTEMPTY: "is a directory that is not empty; delete or move what is in it first",
  EBUSY: "is in use by the system; try again later",
  EMFILE: "cannot be opened: too many files are open; try again later",
  ENFILE: "cannot be opened: too many files are open; try again later",
  EIO: "could not be read or written: the disk reported an error; check the disk",
  EXDEV: "is on another file system than the rest of the call; copy it with a read and a write",
};

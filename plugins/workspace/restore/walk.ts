import { closeSync, constants, existsSync, lstatSync, openSync, realpathSync } from "node:fs";

import { usage } from "../../../kernel/error.ts";
import { isExact } from "./exact.ts";

/** A folder on the way that cannot be gone through. */
export interface Obstacle {
  readonly folder: string;
  readonly kind: "absent" | "file" | "symlink" | "other" | "closed";
}

/** What to hand to the system for an entry, or what stands in the way. */
export type Place =
  | { readonly at: string; readonly obstacle: null }
  | { readonly at: null; readonly obstacle: Obstacle };

interface Step {
  readonly name: string;
  readonly at: string;
  readonly descriptor: number | null;
}

/** Linux: a handle on a folder that needs no right to read it. Node has no name for it. */
const O_PATH = 0o10000000;
const FOLDER = constants.O_DIRECTORY | constants.O_NOFOLLOW;

/**
 * Finds entries below a folder and follows no link on the way. Where the system has handles of folders (Linux), each
 * folder is held open while its entries are worked on: a link that is put in its place meanwhile leads nobody out.
 */
export class Walk implements Disposable {
  readonly #top: Step;
  readonly #steps: Step[] = [];
  readonly #holds = isHeld();

  /** Throws `usage` unless the folder is there, under its real path. */
  constructor(dir: string) {
    this.#top = this.#openTop(dir);
  }

  /** The folder itself. */
  get top(): string {
    return `${this.#top.at}/.`;
  }

  /** Good until the next call. */
  find(path: string): Place {
    const names = path.split("/");
    const last = names.pop()!;
    let known = 0;
    while (known < names.length && this.#steps[known]?.name === names[known]) known += 1;
    this.#leave(known);
    for (const [index, name] of names.entries()) {
      if (index < known) continue;
      const step = this.#enter(name, names.slice(0, index + 1).join("/"));
      if ("kind" in step) return { at: null, obstacle: step };
      this.#steps.push(step);
    }
    return { at: `${this.#at}/${last}`, obstacle: null };
  }

  /** The folder an entry of it was last asked for. */
  get #at(): string {
    return (this.#steps.at(-1) ?? this.#top).at;
  }

  /** Folders are looked for anew: some were made, removed or moved. */
  forget(): void {
    this.#leave(0);
  }

  [Symbol.dispose](): void {
    this.forget();
    if (this.#top.descriptor !== null) closeSync(this.#top.descriptor);
  }

  #openTop(dir: string): Step {
    let real: string | null = null;
    try {
      real = realpathSync(dir);
    } catch {
      // Said below.
    }
    const quoted = JSON.stringify(dir);
    if (real === null) throw usage(`there is no folder ${quoted}`, "bring it back, then try again");
    if (real !== dir)
      throw usage(`the folder ${quoted} is behind a link now`, `it is ${JSON.stringify(real)}`);
    if (!this.#holds) return { name: "", at: dir, descriptor: null };
    const descriptor = openSync(dir, O_PATH | FOLDER);
    return { name: "", at: `/proc/self/fd/${descriptor}`, descriptor };
  }

  #enter(name: string, folder: string): Step | Obstacle {
    const at = `${this.#at}/${name}`;
    try {
      const stat = lstatSync(at, { bigint: true, throwIfNoEntry: false });
      if (!stat || !isExact(this.#at, name, stat.ino)) return { folder, kind: "absent" };
      if (stat.isSymbolicLink()) return { folder, kind: "symlink" };
      if (!stat.isDirectory()) return { folder, kind: stat.isFile() ? "file" : "other" };
      if (!this.#holds) return { name, at, descriptor: null };
      const descriptor = openSync(at, O_PATH | FOLDER);
      return { name, at: `/proc/self/fd/${descriptor}`, descriptor };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EPERM") return { folder, kind: "closed" };
      // It was exchanged between the two looks.
      if (code === "ENOENT") return { folder, kind: "absent" };
      if (code === "ENOTDIR" || code === "ELOOP") return { folder, kind: "other" };
      throw error;
    }
  }

  #leave(known: number): void {
    for (const { descriptor } of this.#steps.splice(known))
      if (descriptor !== null) closeSync(descriptor);
  }
}

function isHeld(): boolean {
  return process.platform === "linux" && existsSync("/proc/self/fd");
}

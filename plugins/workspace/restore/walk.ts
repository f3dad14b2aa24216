import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  realpathSync,
} from "node:fs";

import { usage } from "../../../kernel/error.ts";
import type { Stat } from "../stat.ts";
import { statFrom } from "../stat-of.ts";
import { AT_CWD, fstatx, statx } from "../statx.ts";
import { isExact, type Spelling } from "./exact.ts";

/** A folder on the way that cannot be gone through. */
export interface Obstacle {
  readonly folder: string;
  readonly kind: "absent" | "file" | "symlink" | "other" | "closed";
}

/** What to hand to the system for an entry, or what stands in the way. */
export type Place =
  | { readonly at: string; readonly obstacle: null; readonly folder: Spelling }
  | { readonly at: null; readonly obstacle: Obstacle };

interface Step extends Spelling {
  readonly name: string;
  readonly at: string;
  readonly held: Held | null;
}

interface Held {
  readonly descriptor: number;
  readonly inode: number | bigint;
  readonly device: number;
  /** The last call that went through it. */
  call: number;
}

/** Linux: a handle on a folder that needs no right to read it. Node has no name for it. */
const O_PATH = 0o10000000;
const FOLDER = constants.O_DIRECTORY | constants.O_NOFOLLOW;
/** Folders that are held open at once. */
const MOST_HELD = 400;

/**
 * Finds entries below a folder and follows no link on the way. Where the system has handles of folders (Linux), each
 * folder is held open while its entries are worked on: a link that is put in its place meanwhile leads nobody out.
 */
export class Walk implements Disposable {
  readonly #top: Step;
  #steps: Step[] = [];
  /** By their paths, the one that nobody has gone through for longest first. */
  readonly #known = new Map<string, Step>();
  #calls = 0;
  #isTrusting = true;
  /** The first call whose folders stay open, however many there are. */
  #heldSince = Infinity;
  readonly #holds = isHeld();

  /** Throws `usage` unless the folder is there, under its real path. */
  constructor(dir: string) {
    this.#top = this.#openTop(dir);
  }

  /** The folder itself. */
  get top(): string {
    return `${this.#top.at}/.`;
  }

  /** Good until the next call but one: two places can be worked on at once. */
  find(path: string): Place {
    this.#calls += 1;
    const names = path.split("/");
    const last = names.pop()!;
    let known = 0;
    while (known < names.length && this.#steps[known]?.name === names[known]) known += 1;
    this.#steps.length = known;
    for (const { held } of this.#steps) if (held) held.call = this.#calls;
    for (let at = known; at < names.length; at++) {
      const step = this.#enter(names[at]!, names.slice(0, at + 1).join("/"));
      if ("kind" in step) return { at: null, obstacle: step };
      if (step.held) step.held.call = this.#calls;
      this.#steps.push(step);
    }
    const folder = this.#here;
    return { at: `${folder.at}/${last}`, obstacle: null, folder };
  }

  /** The folder an entry of it was last asked for. */
  get #here(): Step {
    return this.#steps.at(-1) ?? this.#top;
  }

  /**
   * From here on a held folder is gone through only if it still stands at its path: something is moved now. Before, the same
   * one was looked at or written into wherever somebody has moved it to, which leads nobody out either.
   */
  doubt(): void {
    this.#isTrusting = false;
    this.#steps = [];
  }

  /** Until it is disposed of, every place that is found stays good. */
  hold(): Disposable {
    this.#heldSince = this.#calls + 1;
    return { [Symbol.dispose]: () => void (this.#heldSince = Infinity) };
  }

  [Symbol.dispose](): void {
    for (const { held } of [this.#top, ...this.#known.values()])
      if (held) closeSync(held.descriptor);
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
    const top = { name: "", isExact: false };
    if (!this.#holds) return { ...top, at: dir, held: null };
    const held = { descriptor: openSync(dir, O_PATH | FOLDER), inode: 0, device: 0, call: 0 };
    return { ...top, at: `/proc/self/fd/${held.descriptor}`, held };
  }

  #enter(name: string, folder: string): Step | Obstacle {
    const trusted = this.#isTrusting ? this.#known.get(folder) : undefined;
    if (trusted) return trusted;
    const parent = this.#here;
    const at = `${parent.at}/${name}`;
    try {
      const trusting = this.#isTrusting && this.#holds ? this.#open(parent, name, folder) : null;
      if (trusting) return trusting;
      const stat = statAt(at);
      const known = stat && this.#again(folder, stat);
      if (known) return known;
      if (!stat || !isExact(parent, name, stat.ino)) return { folder, kind: "absent" };
      if (stat.kind !== "directory") return { folder, kind: stat.kind };
      if (!this.#holds) return { name, at, held: null, isExact: false };
      return this.#hold(folder, name, openSync(at, O_PATH | FOLDER));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES" || code === "EPERM") return { folder, kind: "closed" };
      // It was exchanged between the two looks.
      if (code === "ENOENT") return { folder, kind: "absent" };
      if (code === "ENOTDIR" || code === "ELOOP") return { folder, kind: "other" };
      throw error;
    }
  }

  /** The same folder as before still stands there: one that is held keeps its number. */
  #again(folder: string, { ino, dev }: Stat): Step | null {
    const step = this.#known.get(folder);
    if (!step?.held || step.held.inode !== ino || step.held.device !== dev) return null;
    this.#known.delete(folder);
    this.#known.set(folder, step);
    return step;
  }

  /** Without a look before: most of what is on the way is a folder. Null: it is not, or not under exactly this name. */
  #open(parent: Step, name: string, folder: string): Step | null {
    let descriptor: number;
    try {
      descriptor = openSync(`${parent.at}/${name}`, O_PATH | FOLDER);
    } catch {
      return null;
    }
    if (isExact(parent, name, itself(descriptor).ino)) return this.#hold(folder, name, descriptor);
    closeSync(descriptor);
    return null;
  }

  #hold(folder: string, name: string, descriptor: number): Step {
    // What was opened, which may be another folder than the one that was looked at.
    const at = `/proc/self/fd/${descriptor}`;
    const { ino: inode, dev: device } = itself(descriptor);
    const held = { descriptor, inode, device, call: this.#calls };
    const step = { name, at, held, isExact: false };
    const before = this.#known.get(folder);
    // What stood there before may be in use for the other place: it is let go of later, under a name that no path has.
    if (before) this.#known.set(`\0${descriptor}`, before);
    this.#known.delete(folder);
    this.#known.set(folder, step);
    for (const [path, oldest] of this.#known) {
      if (this.#known.size <= MOST_HELD) break;
      const isInUse = oldest.held && oldest.held.call >= Math.min(this.#calls - 1, this.#heldSince);
      if (!oldest.held || isInUse) continue;
      closeSync(oldest.held.descriptor);
      this.#known.delete(path);
    }
    return step;
  }
}

/** Null: nothing is there. Throws what the system says otherwise. */
export function statAt(at: string): Stat | null {
  const stat = statx(AT_CWD, at);
  if (stat) return stat;
  const found = lstatSync(at, { bigint: true, throwIfNoEntry: false });
  return found ? statFrom(found) : null;
}

function itself(descriptor: number): Stat {
  return fstatx(descriptor) ?? statFrom(fstatSync(descriptor, { bigint: true }));
}

function isHeld(): boolean {
  return process.platform === "linux" && existsSync("/proc/self/fd");
}

import { existsSync, lstatSync, readdirSync, realpathSync, type Stats } from "node:fs";
import { join } from "node:path";

import type { Known } from "./known.ts";

/** One removal. A folder goes only when it is empty by then. */
export interface Step {
  readonly path: string;
  readonly is: "file" | "tree" | "folder";
}

/** What of a folder is ours. */
export interface Found {
  /** In this order. */
  readonly steps: readonly Step[];
  /** The same for people: a folder that goes as a whole stands for what is in it. */
  readonly shown: readonly string[];
  /** Somebody's. */
  readonly stays: readonly string[];
  /** Where links that have names of ours lead; nobody follows them. */
  readonly led: readonly string[];
}

/** Never the place of these, nor anything above them. */
export type Spare = (path: string) => boolean;

const NOTHING: Found = { steps: [], shown: [], stays: [], led: [] };

/** Looks through a folder of ours without following links in it. */
export function survey(folder: string, known: readonly Known[], spare: Spare): Found {
  const rank = (name: string) => known.findIndex((one) => one.name.test(name));
  const names = readdirSync(folder).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const parts = names.map((name) => look(join(folder, name), known[rank(name)]?.is, spare));
  const stays = parts.flatMap((part) => part.stays);
  const steps = parts.flatMap((part) => part.steps);
  const led = parts.flatMap((part) => part.led);
  if (stays.length > 0 || spare(folder))
    return { steps, shown: parts.flatMap((part) => part.shown), stays, led };
  return { steps: [...steps, { path: folder, is: "folder" }], shown: [folder], stays, led };
}

function look(path: string, is: Known["is"] | undefined, spare: Spare): Found {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (!entry) return NOTHING;
  if (is === undefined || !fits(path, entry, is) || (is !== "file" && !isList(is) && spare(path)))
    return { ...NOTHING, stays: [path] };
  if (entry.isSymbolicLink()) {
    const led = existsSync(path) ? [realpathSync(path)] : [];
    return { steps: [{ path, is: "file" }], shown: [path], stays: [], led };
  }
  if (isList(is)) return survey(path, is, spare);
  const step: Step = { path, is: is === "file" ? "file" : "tree" };
  return { ...NOTHING, steps: [step], shown: [path] };
}

function fits(path: string, entry: Stats, is: Known["is"]): boolean {
  if (is === "skill") return entry.isDirectory() && existsSync(join(path, "SKILL.md"));
  if (is === "tree") return entry.isDirectory();
  if (is === "file") return !entry.isDirectory();
  return entry.isDirectory() || entry.isSymbolicLink();
}

function isList(is: Known["is"]): is is readonly Known[] {
  return typeof is === "object";
}

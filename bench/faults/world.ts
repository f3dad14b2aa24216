import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One effect that really happened. */
export interface Thing {
  readonly name: string;
  readonly value: string;
  /** The effect id that came with the call. */
  readonly key: string;
}

/** What exists outside of every kernel: files in a folder, one line for each effect and for each time a fault struck. */
export interface World {
  readonly folder: string;
  add(thing: Thing): void;
  things(): readonly Thing[];
  /** The last value by that name. */
  value(name: string): string | null;
  /** Written by the fault itself, at the moment in which it strikes. */
  strike(what: string): void;
  struck(): number;
  /** A server writes its process down, so that it can be looked for later. */
  enter(pid: number): void;
  pids(): readonly number[];
}

export function openWorld(folder: string): World {
  mkdirSync(folder, { recursive: true });
  const append = (file: string, line: string) => appendFileSync(join(folder, file), `${line}\n`);
  const lines = (file: string) => {
    const path = join(folder, file);
    return existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
  };
  const things = () => lines("things.jsonl").map((line) => JSON.parse(line) as Thing);
  return {
    folder,
    add: (thing) => append("things.jsonl", JSON.stringify(thing)),
    things,
    value: (name) => things().findLast((thing) => thing.name === name)?.value ?? null,
    strike: (what) => append("struck", what),
    struck: () => lines("struck").length,
    enter: (pid) => append("pids", String(pid)),
    pids: () => lines("pids").map(Number),
  };
}

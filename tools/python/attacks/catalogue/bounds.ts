import type { Details } from "../attack.ts";

const MiB = 2 ** 20;
const own = { isForStock: false } as const;

/** What a process may spend before something must stop it: small, so that the corpus is quick. */
const tight = { wallMs: 800, fuel: 60_000, memoryBytes: 128 * MiB } as const;

export const bound = (endings: Details["endings"], limits: Details["limits"] = {}): Details => ({
  ...own,
  endings,
  limits: { ...tight, ...limits },
});

export const memory = bound(["memory", "end", "broken"]);
export const time = bound(["wall", "fuel", "broken"]);
/** What is above the limit is dropped, and the program goes on until something else ends it. */
export const printing = bound(["output", "wall", "fuel"]);
export const any = bound([
  "wall",
  "fuel",
  "memory",
  "recursion",
  "files",
  "output",
  "end",
  "broken",
]);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What an assistant says in a turn, and what its tool answers, in characters. */
export const SAID = 800;
export const ANSWERED = 4000;

const DOCS = join(import.meta.dir, "../../docs");
const corpus = readdirSync(DOCS)
  .filter((name) => name.endsWith(".md"))
  .toSorted()
  .map((name) => readFileSync(join(DOCS, name), "utf8"))
  .join("");
/** A prime, so that no two messages of a run begin at the same place. */
const STRIDE = 7919;

/** The message of that number: real prose, another one for each. */
export function textOf(message: number, length: number): string {
  const from = (message * STRIDE) % (corpus.length - length);
  return corpus.slice(from, from + length);
}

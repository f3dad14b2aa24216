import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { seeded } from "../support/statistics.ts";

export type Edit =
  | { readonly kind: "edit"; readonly path: string; readonly at: number }
  | { readonly kind: "new"; readonly path: string; readonly text: string }
  | { readonly kind: "binary"; readonly path: string; readonly seed: number };

const BINARY_BYTES = 300_000;

/** Steps of an agent: one to three edits each, every fifth a new file, every tenth 300 KB that do not compress. */
export function editSteps(paths: readonly string[], count: number): readonly (readonly Edit[])[] {
  const random = seeded(11);
  return Array.from({ length: count }, (_, step) => {
    const edits: Edit[] = Array.from({ length: 1 + Math.floor(random() * 3) }, () => ({
      kind: "edit",
      path: paths[Math.floor(random() * paths.length)]!,
      at: random(),
    }));
    const text = `export const made${step} = ${JSON.stringify("y".repeat(2000))};\n`;
    if (step % 5 === 0) edits.push({ kind: "new", path: `packages/made/f${step}.ts`, text });
    if (step % 10 === 9)
      edits.push({ kind: "binary", path: `build/out${step}.bin`, seed: step + 1 });
    return edits;
  });
}

/** Answers the paths that it touched. */
export function applyEdits(dir: string, edits: readonly Edit[]): readonly string[] {
  for (const edit of edits) {
    const absolute = join(dir, edit.path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, contentOf(absolute, edit));
  }
  return edits.map(({ path }) => path);
}

function contentOf(absolute: string, edit: Edit): string | Uint8Array {
  if (edit.kind === "new") return edit.text;
  if (edit.kind === "binary") {
    const random = seeded(edit.seed);
    return Uint8Array.from({ length: BINARY_BYTES }, () => random() * 256);
  }
  const before = readFileSync(absolute, "utf8");
  const at = Math.floor(edit.at * before.length);
  return `${before.slice(0, at)}/* edit ${Math.floor(edit.at * 1e6)} */${before.slice(at)}`;
}

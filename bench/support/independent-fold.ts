import { join } from "node:path";

const READER = join(import.meta.dir, "../../kernel/fold/fixtures/fold.py");

/** Null: there is no Python here. */
export const python = Bun.which("python3");

/**
 * The states after some events (`at`: their numbers; none: after the last one), by a reader that has nothing of ours: a
 * Python program that follows docs/events.md.
 */
export async function foldElsewhere(
  lines: readonly string[],
  at: readonly number[],
): Promise<string[]> {
  const child = Bun.spawn([python ?? "python3", READER, ...at.map(String)], {
    stdin: new Blob([lines.join("\n")]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const folded = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("the independent reader failed");
  return folded.trimEnd().split("\n");
}

import { KernelError } from "../../../kernel/error.ts";
import { makeEdit, takeBack } from "../edit.ts";
import type { Undone } from "../connect.ts";
import { readEdits } from "../journal.ts";
import type { Source } from "./found.ts";

/** Takes servers out of the file in which they were found. */
export function removeServers(folder: string, source: Source, names: readonly string[]): void {
  const changes = Object.fromEntries(names.map((name) => [name, null]));
  makeEdit(folder, source.settings, "import", changes);
}

/** Puts back what was taken out; `file` null: everywhere. Throws `not_found` if there is nothing. */
export function putBack(folder: string, file: string | null): readonly Undone[] {
  const edits = readEdits(folder).filter(
    (edit) => edit.kind === "import" && (file === null || edit.file === file),
  );
  if (edits.length === 0)
    throw new KernelError("not_found", "no servers were taken out of a client's settings", {
      hint: "glassbox mcp import CLIENT --remove does that",
    });
  return edits.toReversed().map((edit) => ({ file: edit.file, how: takeBack(folder, edit) }));
}

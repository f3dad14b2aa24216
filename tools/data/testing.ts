import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { type Document, splitLines, sha256 } from "./document.ts";
import { createServer } from "./index.ts";
import { type NoteEdits, noteEdits } from "./rename/change.ts";
import type { Move } from "./rename/move.ts";
import { parseRenaming } from "./rename/name.ts";
import { type RenamePlan, planRename } from "./rename/rename.ts";

export async function connect(): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer().connect(far);
  const client = new Client({ name: "test", version: "0" });
  await client.connect(near);
  return client;
}

export function note(path: string, ...lines: string[]): Document {
  return { path, text: lines.map((line) => `${line}\n`).join("") };
}

/** A rename of the documents, with their edits as a tool would send them. */
export function rename(
  documents: Document[],
  from: string,
  to: string,
  files?: string[],
): RenamePlan & { edits: NoteEdits[] } {
  const plan = planRename(documents, parseRenaming(from, to), files);
  const edits = [...plan.changes].flatMap(([path, changes]) => {
    const found = plan.vault.notes.get(path);
    return (found && noteEdits(path, found, changes)) ?? [];
  });
  return { ...plan, edits };
}

/** Applies edits and moves as a file tool does: by exact line, against the original, all checked. */
export function applied(
  documents: readonly Document[],
  edits: readonly NoteEdits[],
  moves: readonly Move[],
): Document[] {
  return documents.map(({ path, text }) => {
    const mine = edits.find((edit) => edit.path === path);
    const next = mine ? withEdits(text, mine) : text;
    return { path: moves.find((move) => move.from === path)?.to ?? path, text: next };
  });
}

function withEdits(text: string, { ifMatch, newSha256, edits }: NoteEdits): string {
  if (sha256(text) !== ifMatch) throw new Error("ifMatch does not match");
  let result = text;
  const lines = splitLines(text);
  for (const edit of edits.toSorted((one, other) => other.line - one.line)) {
    const line = lines[edit.line - 1];
    if (line?.raw !== edit.oldText) throw new Error(`line ${edit.line} is not ${edit.oldText}`);
    const end = line.start + line.raw.length;
    result = result.slice(0, line.start) + edit.newText + result.slice(end);
  }
  if (sha256(result) !== newSha256) throw new Error("newSha256 does not match");
  return result;
}

// Checkpoints as in C2SP tlog-checkpoint v1.0.0: the text of a signed note. Our key name is the origin line.
import type { KeyObject } from "node:crypto";

import type { Checkpoint } from "../contracts/proof.ts";
import { judgeNote, type Note, parseNote, publicKeyOf, signNote } from "./note.ts";
import { HASH_BYTES } from "./tree/hash.ts";

const SIZE = /^(?:0|[1-9]\d{0,15})$/;

export function signCheckpoint(
  origin: string,
  size: number,
  root: Uint8Array,
  privateKey: KeyObject,
): Checkpoint {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
  const hex = Buffer.from(root).toString("hex");
  return { text: signNote(text, origin, privateKey), origin, size, root: hex };
}

/** What it says, signed or not; null: it has not the form of a checkpoint. */
export function parseCheckpoint(text: string): { checkpoint: Checkpoint; note: Note } | null {
  const note = parseNote(text);
  const [origin = "", size = "", root = ""] = note?.text.split("\n") ?? [];
  const bytes = Buffer.from(root, "base64");
  if (note === null || origin === "" || !SIZE.test(size)) return null;
  if (bytes.length !== HASH_BYTES || bytes.toString("base64") !== root) return null;
  return { checkpoint: { text, origin, size: Number(size), root: bytes.toString("hex") }, note };
}

/** Null: it is no checkpoint, or not signed with that key. */
export function openCheckpoint(text: string, publicKey: string): Checkpoint | null {
  const parsed = parseCheckpoint(text);
  if (parsed === null) return null;
  const { checkpoint, note } = parsed;
  const key = publicKeyOf(publicKey);
  return key && judgeNote(note, checkpoint.origin, key) === "holds" ? checkpoint : null;
}

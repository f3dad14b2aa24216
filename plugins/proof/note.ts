// Signed notes as in C2SP signed-note v1.0.0: a text that ends with a newline, an empty line, and signature lines.
// Loaded when something is signed or checked: node:crypto would stay in an idle kernel's memory.
import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";

const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
/** How many bytes of a key's SPKI form are not the key. */
const SPKI_PREFIX_BYTES = 12;
const SIGNATURE_LINE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;
const MOST_SIGNATURES = 100;

export interface Note {
  /** With its last newline; this is what is signed. */
  readonly text: string;
  readonly signatures: readonly Signature[];
}

interface Signature {
  /** Of the key, by which readers choose it. */
  readonly name: string;
  /** Hex. */
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

/** From base64 SPKI, as in `origin.opened`. Null: it is no Ed25519 key. */
export function publicKeyOf(spki: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, "base64"), format: "der", type: "spki" });
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null;
  }
}

/** First four bytes, in hex, of SHA-256(name ‖ newline ‖ algorithm ‖ key). */
export function keyIdOf(name: string, publicKey: KeyObject): string {
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX_BYTES);
  const hasher = new Bun.CryptoHasher("sha256").update(`${name}\n`);
  hasher.update(Uint8Array.of(ED25519)).update(raw);
  return hasher.digest("hex").slice(0, 2 * KEY_ID_BYTES);
}

/** `NAME+ID+KEY`: how a key is handed to those who verify. */
export function verifierKeyOf(name: string, publicKey: KeyObject): string {
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(SPKI_PREFIX_BYTES);
  const key = Buffer.concat([Uint8Array.of(ED25519), raw]).toString("base64");
  return `${name}+${keyIdOf(name, publicKey)}+${key}`;
}

export function signNote(text: string, name: string, privateKey: KeyObject): string {
  const id = Buffer.from(keyIdOf(name, createPublicKey(privateKey)), "hex");
  const signature = sign(null, Buffer.from(text), privateKey);
  return `${text}\n— ${name} ${Buffer.concat([id, signature]).toString("base64")}\n`;
}

/** Null: it has not the form of a signed note. Nothing is checked yet. */
export function parseNote(note: string): Note | null {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) return null;
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map((line): Signature | null => {
    const [, name = "", blob = ""] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = Buffer.from(blob, "base64");
    if (name === "" || name.includes("+") || bytes.length <= KEY_ID_BYTES) return null;
    const keyId = bytes.toString("hex", 0, KEY_ID_BYTES);
    return { name, keyId, bytes: bytes.subarray(KEY_ID_BYTES) };
  });
  if (lines.length > MOST_SIGNATURES || signatures.includes(null)) return null;
  return { text: note.slice(0, split + 1), signatures: signatures as Signature[] };
}

/** `another-key`: it bears no signature of this key. `forged`: it bears one, and that does not hold. */
export function judgeNote(
  { text, signatures }: Note,
  name: string,
  publicKey: KeyObject,
): "holds" | "another-key" | "forged" {
  const id = keyIdOf(name, publicKey);
  const own = signatures.find((one) => one.name === name && one.keyId === id);
  if (own === undefined) return "another-key";
  if (own.bytes.length !== SIGNATURE_BYTES) return "forged";
  return verify(null, Buffer.from(text), publicKey, own.bytes) ? "holds" : "forged";
}

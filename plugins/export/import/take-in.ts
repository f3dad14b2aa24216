import { usage } from "../../../kernel/error.ts";
import type { EventDraft } from "../../../kernel/event.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import { IMPORTED } from "../imported.ts";
import { BREATH, breathe } from "./breath.ts";
import { lineAgain, type ParsedLine } from "./parse-line.ts";
import { readLines } from "./read-lines.ts";
import { NewBlobs } from "./new-blobs.ts";
import { sealedOf } from "./sealed.ts";
import type { Signed, Survey } from "./survey.ts";

/** Events that one statement on the tenant's stream is about: their proofs are in memory at once. */
const MOST_PROOFS = 4096;

export interface TakeInParts {
  readonly ledger: Ledger;
  readonly actor: string;
  /** Where contents of captured files go; answers their SHA-256. */
  keepContent(bytes: Uint8Array): void;
}

/**
 * Takes in a file that was looked through. Contents come first: nobody misses what is there without its events. Then
 * the events with the statements that they were checked against, all or none.
 */
export async function takeIn(file: number, survey: Survey, parts: TakeInParts): Promise<void> {
  const { ledger } = parts;
  const subject = `tenant/${ledger.tenant}`;
  const branch = `${subject}@${ledger.origin}`;
  const note = { subject, branch, type: IMPORTED, actor: parts.actor };
  const blobs = new NewBlobs(ledger);
  try {
    const said = await keepContents(file, survey, { ...parts, blobs });
    const notes: EventDraft[] = said.map((data) => ({ ...note, data }));
    const events = freshEvents(file, survey, ledger);
    await ledger.admit({ events, branches: survey.branches, keepsRows: false, notes });
  } catch (error) {
    blobs.takeBack();
    throw error;
  }
}

interface KeepParts extends TakeInParts {
  readonly blobs: NewBlobs;
}

/**
 * Second look: blobs, proofs, and contents. Answers what is to be said on the
 * tenant's stream.
 */
async function keepContents(file: number, survey: Survey, parts: KeepParts) {
  const { ledger, blobs } = parts;
  const keepWanted = keeper(survey, { putBlob: (bytes) => blobs.put(bytes), ...parts });
  const notes: EventDraft["data"][] = [];
  const { run, root, signed, missing, owned } = survey;
  const own = `/${ledger.tenant}/${ledger.origin}`;
  const paths = new Map<Signed, Record<string, readonly string[]>>();
  const keep = (one: Signed) => {
    const known = paths.get(one) ?? {};
    paths.delete(one);
    const events = Object.keys(known).length;
    if (events === 0 || one.source === own) return;
    const proofs = blobs.put(Buffer.from(JSON.stringify(known)));
    const { source: origin, publicKey, note: checkpoint } = one;
    const said: JsonObject = { run, root, origin, publicKey, checkpoint, proofs, events };
    // Once for the whole file.
    if (notes.length > 0 || missing.length === 0) notes.push(said);
    else notes.push({ ...said, missing: blobs.put(listOf(missing)), owned });
  };
  for (const line of sameLines(file, survey)) {
    if (line.number % BREATH === 0) await breathe();
    const parsed = lineAgain(line);
    keepWanted(parsed);
    const { kind, value } = parsed;
    if (kind !== "proofs") continue;
    const { checkpoint, nodes, paths: places } = value.data;
    const one = signed[checkpoint]!;
    const known = paths.get(one) ?? {};
    for (const [oseq, path] of Object.entries(places))
      known[oseq] = path.map((place) => nodes[place]!);
    paths.set(one, known);
    if (Object.keys(known).length >= MOST_PROOFS) keep(one);
  }
  for (const one of signed) keep(one);
  return notes;
}

/** Brings contents that were missing when the events came. */
export async function bringMissing(
  file: number,
  survey: Survey,
  { ledger, keepContent }: TakeInParts,
): Promise<void> {
  const putBlob = (bytes: Uint8Array) => void ledger.putBlob(bytes);
  const keepWanted = keeper(survey, { putBlob, keepContent });
  for (const line of sameLines(file, survey)) {
    if (line.number % BREATH === 0) await breathe();
    keepWanted(lineAgain(line));
  }
}

interface KeeperParts {
  putBlob(bytes: Uint8Array): void;
  keepContent(bytes: Uint8Array): void;
}

/** Keeps what a line holds if an event will name it. */
function keeper({ wanted }: Survey, { putBlob, keepContent }: KeeperParts) {
  return ({ kind, value }: ParsedLine): void => {
    if (kind !== "blob" && kind !== "content") return;
    const hash = value.subject.split("/")[1]!;
    if (kind === "blob" && wanted.blobs.has(hash))
      putBlob(Buffer.from(value.data_base64, "base64"));
    if (kind === "content" && wanted.contents.has(hash))
      keepContent(Buffer.from(value.data_base64, "base64"));
  };
}

function listOf(hashes: readonly string[]): Uint8Array {
  return Buffer.from(JSON.stringify(hashes));
}

/** Third look, inside the transaction: what is not in the ledger yet. */
function* freshEvents(file: number, survey: Survey, ledger: Ledger): Generator<SealedEvent> {
  for (const line of sameLines(file, survey)) {
    const parsed = lineAgain(line);
    if (parsed.kind !== "event" || ledger.get(parsed.value.id)) continue;
    const sealed = sealedOf(parsed.value);
    if (typeof sealed === "string") throw changed();
    yield sealed;
  }
}

/** Whoever writes into the file between two looks is found out before anything counts. */
function* sameLines(file: number, { digest }: Survey) {
  let before = "";
  for (const line of readLines(file)) {
    before = "";
    yield line;
    before = line.digestBefore();
  }
  if (before !== digest) throw changed();
}

function changed(): Error {
  return usage("the file was changed while it was read", "nothing was imported; try again");
}

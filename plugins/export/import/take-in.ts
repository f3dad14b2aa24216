import { usage } from "../../../kernel/error.ts";
import type { EventDraft } from "../../../kernel/event.ts";
import type { Ledger, SealedEvent } from "../../../kernel/ledger/index.ts";
import { IMPORTED } from "../imported.ts";
import { BREATH, breathe } from "./breath.ts";
import { lineAgain } from "./parse-line.ts";
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
  const { ledger, blobs, keepContent } = parts;
  const notes: EventDraft["data"][] = [];
  const { run, root, signed, wanted } = survey;
  const own = `/${ledger.tenant}/${ledger.origin}`;
  const paths = new Map<Signed, Record<string, readonly string[]>>();
  const keep = (one: Signed) => {
    const known = paths.get(one) ?? {};
    paths.delete(one);
    const events = Object.keys(known).length;
    if (events === 0 || one.source === own) return;
    const proofs = blobs.put(Buffer.from(JSON.stringify(known)));
    const { source: origin, publicKey, note: checkpoint } = one;
    notes.push({ run, root, origin, publicKey, checkpoint, proofs, events });
  };
  for (const line of sameLines(file, survey)) {
    if (line.number % BREATH === 0) await breathe();
    const { kind, value } = lineAgain(line);
    if (kind === "blob" && wanted.blobs.has(hashOf(value.subject)))
      blobs.put(Buffer.from(value.data_base64, "base64"));
    if (kind === "content" && wanted.contents.has(hashOf(value.subject)))
      keepContent(Buffer.from(value.data_base64, "base64"));
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

function hashOf(subject: string): string {
  return subject.split("/")[1]!;
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

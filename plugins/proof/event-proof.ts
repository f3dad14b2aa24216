import { z } from "zod";

import { messageOf } from "../../kernel/error.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { judgeNote, publicKeyOf, verifierKeyOf } from "./note.ts";
import { isIncluded } from "./tree/path.ts";

export const FORMAT = "glassbox-event-proof/1";

const hash = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");

/** All that somebody needs who has nothing else of us, besides knowing whose key it is. */
export const eventProof = z.object({
  format: z.literal(FORMAT),
  /** CloudEvents 1.0 JSON, as `log --jsonl` prints it. */
  event: z.looseObject({
    id: z.string(),
    source: z.string(),
    type: z.string(),
    oseq: z.int().positive(),
    datahash: hash,
    hash,
    salt: z
      .string()
      .regex(/^(?:[0-9a-f]{2})+$/, "must be hex")
      .optional(),
  }),
  /** RFC 8785 text of `event.data`, for readers that cannot write it; null: it was erased. */
  payload: z.string().nullable(),
  /** RFC 6962 audit path, base64, from the leaf up. */
  path: z.array(z.base64()),
  /** C2SP tlog-checkpoint in a signed note. */
  checkpoint: z.string(),
  /** Base64 SPKI. */
  publicKey: z.string(),
});

export type EventProof = z.output<typeof eventProof>;

/** What a checked proof shows. */
export interface Checked {
  /** In words, what does not hold; empty: all does. */
  readonly faults: readonly string[];
  /** `NAME+ID+KEY`, as C2SP writes keys of verifiers; empty: there is none. */
  readonly key: string;
  /** Events of the signed tree; 0: it cannot be read. */
  readonly size: number;
}

/** Needs no ledger and no home. */
export function checkEventProof(proof: EventProof): Checked {
  const { event, checkpoint, publicKey } = proof;
  const faults = [...hashFaults(proof)];
  const parsed = parseCheckpoint(checkpoint);
  const key = publicKeyOf(publicKey);
  if (parsed === null) return { faults: [...faults, "it holds no checkpoint"], key: "", size: 0 };
  const { origin, size, root } = parsed.checkpoint;
  if (origin !== event.source)
    faults.push(`the checkpoint is of ${origin}, the event of ${event.source}`);
  if (key === null || judgeNote(parsed.note, origin, key) !== "holds")
    faults.push("the checkpoint is not signed with that key");
  const path = proof.path.map((one) => Buffer.from(one, "base64"));
  const leaf = Buffer.from(event.hash, "hex");
  if (!isIncluded(leaf, event.oseq - 1, size, path, Buffer.from(root, "hex")))
    faults.push(`the event is not number ${event.oseq} of the ${size} events that were signed`);
  return { faults, key: key === null ? "" : verifierKeyOf(origin, key), size };
}

function* hashFaults({ event, payload }: EventProof): Iterable<string> {
  const { data, salt, hash: own, ...attributes } = event as JsonObject & EventProof["event"];
  const wanted = safely(() => sha256(canonicalize(attributes as JsonObject)));
  if (wanted !== own) yield "the envelope was changed";
  if (data === undefined && salt === undefined && payload === null) return;
  if (data === undefined || salt === undefined || payload === null)
    return yield "the payload is there in part only";
  const bytes = Buffer.concat([Buffer.from(salt, "hex"), Buffer.from(payload)]);
  if (sha256(bytes) !== event.datahash) yield "the payload was changed";
  if (canonicalize(data) !== payload) yield "data and payload differ";
}

function safely(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return messageOf(error);
  }
}

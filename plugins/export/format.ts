import { z } from "zod";

import { isObject, type JsonObject } from "../../kernel/json.ts";

/** Counts up when a reader of the version before would go wrong. */
export const FORMAT = 1;
/** Types of the lines that are no events of the ledger. */
export const LINE = {
  header: "dev.glassbox.export.header",
  branch: "dev.glassbox.export.branch",
  proofs: "dev.glassbox.export.proofs",
  blob: "dev.glassbox.export.blob",
  content: "dev.glassbox.export.content",
  end: "dev.glassbox.export.end",
} as const;

export type LineKind = keyof typeof LINE;

const RUN = /^[a-z0-9]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
const runId = z.string().regex(RUN, "must be the id of a run");
const hash = z.string().regex(HASH, "must be 64 hex digits");
const count = z.int().min(0);
const name = z.string().min(1).max(200);

/** Of a line that is ours, whatever it holds. */
const frame = {
  specversion: z.literal("1.0"),
  id: name,
  source: z.string().regex(/^\/[^/]+\/[^/]+$/, "must be /tenant/origin"),
  subject: name,
};
const json = <T extends z.ZodType>(kind: LineKind, data: T) =>
  z.strictObject({
    ...frame,
    type: z.literal(LINE[kind]),
    datacontenttype: z.literal("application/json"),
    dataschema: z.literal(`urn:${LINE[kind]}:${FORMAT}`),
    data,
  });
const binary = (kind: "blob" | "content") =>
  z.strictObject({
    ...frame,
    type: z.literal(LINE[kind]),
    datacontenttype: z.literal("application/octet-stream"),
    dataschema: z.literal(`urn:${LINE[kind]}:${FORMAT}`),
    /** CloudEvents has binary data as base64. */
    data_base64: z.base64(),
  });

export const checkpoint = z.strictObject({
  source: frame.source,
  /** SPKI, base64. */
  publicKey: z.base64(),
  /** The signed note. */
  note: z.string().min(1),
});

export const lines = {
  header: json(
    "header",
    z.strictObject({
      format: z.literal(FORMAT, `is of another version: this program reads ${FORMAT}`),
      run: runId,
      root: runId,
      checkpoints: z.array(checkpoint).min(1),
    }),
  ),
  branch: json(
    "branch",
    z.strictObject({
      id: runId,
      subject: z.string().regex(/^run\/[a-z0-9]{1,64}$/, "must be run/ID"),
      root: runId,
      parent: runId.nullable(),
      at: count,
    }),
  ),
  /** Before the events that they are about. A path is a list of places in `nodes`. */
  proofs: json(
    "proofs",
    z.strictObject({
      checkpoint: count,
      nodes: z.array(z.base64()),
      paths: z.record(z.string().regex(/^[1-9]\d*$/), z.array(count)),
    }),
  ),
  blob: binary("blob"),
  content: binary("content"),
  end: json(
    "end",
    z.strictObject({ lines: count, events: count, blobs: count, missing: count, sha256: hash }),
  ),
} as const;

export type Line<K extends LineKind> = z.infer<(typeof lines)[K]>;
export type CheckpointEntry = z.infer<typeof checkpoint>;
export type BranchData = Line<"branch">["data"];

const payload = z.custom<JsonObject>(isObject, "must be an object");

/** An event of the ledger. Whether its attributes are what they should be, its hash decides. */
export const eventLine = z.strictObject({
  specversion: z.literal("1.0"),
  id: z.uuid(),
  source: frame.source,
  subject: z.string().regex(/^run\/[a-z0-9]{1,64}$/, "must be run/ID"),
  type: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, "must be noun.verb"),
  time: z.iso.datetime(),
  datacontenttype: z.literal("application/json"),
  dataschema: z.string(),
  oseq: z.int().min(1),
  hlc: z.string().regex(/^\d{16}$/, "must have 16 digits"),
  branch: runId,
  bseq: z.int().min(1),
  actor: z.string(),
  onbehalfof: z.string().optional(),
  cause: z.string().optional(),
  traceparent: z.string().optional(),
  datahash: hash,
  prevhash: hash,
  hash,
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "must be 32 hex digits")
    .optional(),
  data: payload.optional(),
});

export type EventLine = z.infer<typeof eventLine>;

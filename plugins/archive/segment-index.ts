import { z } from "zod";

import { KernelError } from "../../kernel/error.ts";

const name = z.string();
const number = z.number().int();

const branch = z.object({
  id: name,
  subject: name,
  root: name,
  parent: name.nullable(),
  at: number,
  length: number,
  ownerOrigin: name.nullable(),
  ownerEpoch: number.nullable(),
});

const tree = z.object({
  root: name,
  events: number,
  /** Local row of its first event: the order in which trees were begun. */
  firstRow: number,
  /** Row groups that hold events of it. */
  groups: z.array(number),
  branches: z.array(branch),
  /** Row group that holds the bytes of each hash. */
  blobs: z.record(name, number),
});

const group = z.object({
  events: number,
  types: z.array(name),
  rows: z.tuple([number, number]),
  ids: z.tuple([name, name]),
  /** First and last `oseq` of each origin in it. */
  sources: z.record(name, z.tuple([number, number])),
});

const index = z.object({
  version: z.literal(1),
  trees: z.array(tree),
  groups: z.array(group),
});

/** What a segment's footer says about its rows, so that one run is found without reading the others. */
export type SegmentIndex = z.infer<typeof index>;
export type SegmentTree = SegmentIndex["trees"][number];
export type SegmentGroup = SegmentIndex["groups"][number];

/** Key in the Parquet file's own metadata. */
export const INDEX_KEY = "glassbox.segment";

export function parseIndex(text: string | undefined, path: string): SegmentIndex {
  try {
    return index.parse(JSON.parse(text ?? "null"));
  } catch (cause) {
    throw new KernelError("ledger", `${path} is no segment that this program can read`, {
      hint: "restore it from a backup",
      cause,
    });
  }
}

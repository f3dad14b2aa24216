import { z } from "zod";

import type { FoldEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";

export const CAPTURED = "workspace.captured";

const capture = z.object({
  path: z.string(),
  kind: z.enum(["file", "directory", "symlink", "absent", "other"]),
  sha256: z.string().nullable(),
  kept: z.boolean(),
  mode: z.number(),
  size: z.number(),
});

const captured = z.object({
  step: z.string(),
  dir: z.string(),
  at: z.enum(["before", "after", "start", "end", "scan"]),
  manifest: z.string().nullable(),
  captures: z.array(capture),
});

/** Where on the branch its last manifest stands, and what was captured after it: the way to the files at any event. */
const position = z.object({
  manifest: z.number(),
  since: z.array(z.number()),
  /** `since` has them all; false: there were too many. */
  whole: z.boolean(),
});
export type Position = z.output<typeof position>;

const AT_START: Position = { manifest: 0, since: [], whole: true };
const MOST_SINCE = 1024;

export function positionIn(slice: JsonValue | undefined): Position {
  return slice === undefined ? AT_START : position.parse(slice);
}

export const capturedType: Parameters<Host["eventType"]>[0] = {
  type: CAPTURED,
  schema: captured,
  version: 2,
  upcasters: { 1: lift },
  reduce,
};

function reduce(slice: JsonValue | undefined, { data, bseq }: FoldEvent): JsonValue {
  if (data?.["manifest"] != null) return { ...AT_START, manifest: bseq };
  const before = slice === undefined ? AT_START : (slice as unknown as Position);
  if (!before.whole || before.since.length >= MOST_SINCE)
    return { ...before, since: [], whole: false };
  return { ...before, since: [...before.since, bseq] };
}

function lift(data: JsonObject): JsonObject {
  const captures = (data["captures"] ?? []) as readonly JsonObject[];
  const sized = captures.map((one) => ({ size: 0, ...one }));
  return { ...data, at: "before", manifest: null, captures: sized };
}

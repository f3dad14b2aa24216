import { rmSync } from "node:fs";

import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { putInPlace, UNFINISHED } from "./archive-folder.ts";
import type { SegmentFile } from "./segment-file.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** A segment that was written anew beside the old one. */
export interface Rewritten {
  readonly sha256: string;
  /** Takes the old one's place, in one step. */
  take(): void;
  /** Goes away; the old one stays. */
  drop(): void;
}

/** Does the segment still hold what these events said? Throws where that cannot be read. */
export function hasPayloadOf(segment: SegmentFile, ids: ReadonlySet<string>): boolean {
  const all = [...ids];
  return segment.index.groups.some(
    (group, at) =>
      all.some((id) => id >= group.ids[0] && id <= group.ids[1]) &&
      segment.events(at).some(({ id, payload }) => payload !== null && ids.has(id)),
  );
}

/** Writes a segment anew without the payloads and salts of these events, and what only they name. */
export function eraseIn(segment: SegmentFile, ids: ReadonlySet<string>): Rewritten {
  const { path, index } = segment;
  const places = new Map(index.trees.flatMap(({ blobs }) => Object.entries(blobs)));
  const blob = (hash: string) => {
    const group = places.get(hash);
    return group === undefined ? null : segment.blob(group, hash);
  };
  const groups = index.groups.map((_, at) => at);
  const drop = () => rmSync(`${path}${UNFINISHED}`, { force: true });
  drop();
  const parts = { trees: index.trees, hasUuids: segment.hasUuids };
  const writer = new SegmentWriter(`${path}${UNFINISHED}`, { ...parts, blob });
  try {
    for (const group of groups)
      for (const event of segment.events(group))
        writer.add(ids.has(event.id) ? withoutPayload(event) : event);
    const { sha256 } = writer.finish();
    return { sha256, take: () => putInPlace(path), drop };
  } catch (error) {
    writer.abandon();
    drop();
    throw error;
  }
}

function withoutPayload(event: SealedEvent): SealedEvent {
  return { ...event, payload: null, salt: null, erased: true };
}

import { rmSync } from "node:fs";

import type { SealedEvent } from "../../kernel/ledger/index.ts";
import { putInPlace, UNFINISHED } from "./archive-folder.ts";
import type { SegmentFile } from "./segment-file.ts";
import { SegmentWriter } from "./segment-writer.ts";

/** Does the segment still hold what these events said? */
export function hasPayloadOf(segment: SegmentFile, ids: ReadonlySet<string>): boolean {
  const all = [...ids];
  return segment.index.groups.some(
    (group, at) =>
      all.some((id) => id >= group.ids[0] && id <= group.ids[1]) &&
      segment.events(at).some(({ id, payload }) => payload !== null && ids.has(id)),
  );
}

/** Writes a segment anew without the payloads and salts of these events; the old file is there until the new one is. */
export function eraseIn(
  segment: SegmentFile,
  ids: ReadonlySet<string>,
): { readonly sha256: string } {
  const { path, index } = segment;
  const places = new Map(index.trees.flatMap(({ blobs }) => Object.entries(blobs)));
  const blob = (hash: string) => {
    const group = places.get(hash);
    return group === undefined ? null : segment.blob(group, hash);
  };
  const groups = index.groups.map((_, at) => at);
  rmSync(`${path}${UNFINISHED}`, { force: true });
  const parts = { trees: index.trees, hasUuids: segment.hasUuids };
  const writer = new SegmentWriter(`${path}${UNFINISHED}`, { ...parts, blob });
  try {
    for (const group of groups)
      for (const event of segment.events(group))
        writer.add(ids.has(event.id) ? withoutPayload(event) : event);
    const written = writer.finish();
    putInPlace(path);
    return written;
  } catch (error) {
    writer.abandon();
    rmSync(`${path}${UNFINISHED}`, { force: true });
    throw error;
  }
}

function withoutPayload(event: SealedEvent): SealedEvent {
  return { ...event, payload: null, salt: null, erased: true };
}

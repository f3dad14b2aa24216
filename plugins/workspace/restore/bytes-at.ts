import { closeSync, constants, openSync, readSync } from "node:fs";

import { unavailable } from "../../../kernel/error.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { Walk } from "./walk.ts";

const CHUNK = 1024 * 1024;
/** Neither a link nor a pipe that has taken the file's place may be followed or waited for. */
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** A content from where it stands. Throws at its end unless it was the one that is wanted. */
export function* bytesAt(walk: Walk, path: string, { sha256 }: Capture): Iterable<Uint8Array> {
  const { at } = walk.find(path);
  if (at === null) throw changed(path);
  const file = openSync(at, FILE);
  try {
    const hasher = new Bun.CryptoHasher("sha256");
    const buffer = new Uint8Array(CHUNK);
    for (let total = 0; ;) {
      const read = readSync(file, buffer, 0, CHUNK, total);
      if (read === 0) break;
      total += read;
      hasher.update(buffer.subarray(0, read));
      yield buffer.subarray(0, read);
    }
    if (hasher.digest("hex") !== sha256) throw changed(path);
  } finally {
    closeSync(file);
  }
}

function changed(path: string) {
  return unavailable(
    `${JSON.stringify(path)} was changed while it was read; nothing was changed`,
    "plan again",
  );
}

import { makeCheckpoint, restoreCheckpoint } from "./checkpoint.ts";
import { rewindTo, type CleanPoint } from "./clean-point.ts";
import type { Parts } from "./parts.ts";
import { runProgram } from "./program.ts";

/** Rewinds between two collections: JavaScript's heap grows with what programs are given, and nothing else shrinks it. */
const COLLECT_EVERY = 16;

/** Does what the parent asks, one thing at a time, until it closes the pipe or the interpreter is broken. */
export function answerAll(
  parts: Parts,
  clean: CleanPoint,
  entry: number,
  collect: () => void,
): void {
  const { wire, interpreter } = parts;
  let isFresh = true;
  let rewinds = 0;
  for (let received = wire.read(); received !== null; received = wire.read()) {
    const { frame, bytes } = received;
    if (frame.is === "rewind") {
      if (!rewindTo(clean, interpreter))
        throw new Error("The interpreter's memory has grown too much.");
      parts.mask.reset();
      isFresh = true;
      wire.write({ is: "rewound" });
      rewinds += 1;
      if (rewinds % COLLECT_EVERY === 0) collect();
      continue;
    }
    if (frame.is === "checkpoint") {
      wire.write({ is: "checkpoint" }, makeCheckpoint(parts, clean));
      continue;
    }
    if (frame.is === "restore") {
      restoreCheckpoint(parts, clean, bytes);
      isFresh = false;
      wire.write({ is: "restored" });
      continue;
    }
    if (frame.is !== "run") throw new Error(`A cell has no use for "${frame.is}" here.`);
    const { done, parts: files } = runProgram(parts, entry, frame, bytes, isFresh);
    isFresh = false;
    wire.write(done, ...files);
    if (!done.isAlive) return;
  }
}

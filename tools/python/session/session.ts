import type { Cell, Fixed } from "../types.ts";
import type { CheckpointHeader } from "./checkpoint.ts";
import { createMutex, type Mutex } from "./mutex.ts";

/** A session: where it stands, and the cell that stands there with it, if one does. */
export interface Session {
  readonly id: string;
  readonly tenant: string;
  readonly mutex: Mutex;
  /** The checkpoint that is its state. */
  checkpoint: string;
  header: CheckpointHeader;
  /** Null: no process is held; the next program restores the checkpoint first. */
  cell: Cell | null;
  /** Checkpoints that it has stood at, the latest last. */
  readonly past: string[];
  usedAt: number;
  /** Gives the cell back when nothing happens for a while. */
  idle: ReturnType<typeof setTimeout> | undefined;
}

const MOST_PAST = 200;
const HOUR_MS = 60 * 60 * 1000;

export function createSession(
  id: string,
  tenant: string,
  checkpoint: string,
  header: CheckpointHeader,
): Session {
  const mutex = createMutex();
  const usedAt = Date.now();
  const past = [checkpoint];
  return { id, tenant, mutex, checkpoint, header, cell: null, past, usedAt, idle: undefined };
}

export function standAt(session: Session, checkpoint: string, header: CheckpointHeader): void {
  session.checkpoint = checkpoint;
  session.header = header;
  const index = session.past.indexOf(checkpoint);
  if (index >= 0) session.past.splice(index, 1);
  session.past.push(checkpoint);
  if (session.past.length > MOST_PAST) session.past.shift();
}

/**
 * What holds for the next program of a repeatable session: random numbers of its own, and a clock that begins later
 * than that of the program before, however long that one slept.
 */
export function fixedOf({ fixed, programs }: CheckpointHeader): Fixed | null {
  return fixed && { seed: fixed.seed + programs, epoch: fixed.epoch + programs * HOUR_MS };
}

import { Momentary, quote, Refusal } from "../refusal.ts";
import type { Cell } from "../types.ts";
import type { Workshop } from "../workshop.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { type Session, standAt } from "./session.ts";

export interface Standing {
  readonly workshop: Workshop;
  readonly checkpoints: Checkpoints;
}

/** Gives a session's process back; the session goes on from its checkpoint. */
export async function giveBack({ workshop }: Standing, session: Session): Promise<void> {
  const { cell } = session;
  session.cell = null;
  if (cell !== null) await (await workshop.pool()).release(cell, "session");
}

/** The session stands at another checkpoint from now on. Its process moves along where it can. */
export async function moveTo(
  standing: Standing,
  session: Session,
  argument: string,
  id: string,
): Promise<void> {
  if (session.checkpoint === id) return;
  const checkpoint = await standing.checkpoints.load(argument, id);
  const { cell, header } = session;
  if (cell === null || !cell.isAlive || header.image !== checkpoint.header.image) {
    await giveBack(standing, session);
  } else {
    await cell.rewind().catch((error: unknown) => lost(standing, session, error));
    await restored(standing, session, cell, checkpoint);
  }
  standAt(session, id, checkpoint.header);
}

/** From the clean point, where `cell` stands. */
export async function restored(
  standing: Standing,
  session: Session,
  cell: Cell,
  { header, bytes }: Checkpoint,
): Promise<void> {
  if (header.clean === null) return;
  if (header.clean !== cell.clean) {
    await giveBack(standing, session);
    throw new Refusal(
      `session: this state was made with an earlier image ${quote(header.image)} (its packages or Python ` +
        "are other ones by now) and cannot be restored; open a new session",
    );
  }
  await cell.restore(bytes).catch((error: unknown) => lost(standing, session, error));
}

async function lost(standing: Standing, session: Session, error: unknown): Promise<never> {
  await giveBack(standing, session);
  const why = error instanceof Error ? error.message : String(error);
  throw new Momentary(`session: its state could not be restored: ${why}`, { cause: error });
}

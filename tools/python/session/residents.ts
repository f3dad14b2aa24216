import { leaseCell } from "../lease.ts";
import type { Cell } from "../types.ts";
import type { Session } from "./session.ts";
import { giveBack, restored, type Standing } from "./stand.ts";

export interface ResidentsOptions extends Standing {
  /** Sessions that hold a process; the one that was used longest ago gives its up. */
  readonly mostLive: number;
  /** All that are open. */
  all(): readonly Session[];
}

/** Which sessions hold a process. The others go on from their checkpoint when their turn comes. */
export class Residents {
  readonly #options: ResidentsOptions;
  #waiting = 0;

  constructor(options: ResidentsOptions) {
    this.#options = options;
  }

  /** Somebody waits for a process: then no session that is idle keeps its own. */
  get isCrowded(): boolean {
    return this.#waiting > 0;
  }

  /** The cell of a session, standing where the session does. */
  async cellOf(session: Session, signal: AbortSignal): Promise<Cell> {
    if (session.cell?.isAlive) return session.cell;
    await giveBack(this.#options, session);
    const checkpoint = await this.#options.checkpoints.load("session", session.checkpoint);
    this.#waiting++;
    try {
      session.cell = (await this.#makeSpace(session)) ?? (await this.#lease(session, signal));
    } finally {
      this.#waiting--;
    }
    await restored(this.#options, session, session.cell, checkpoint);
    return session.cell;
  }

  async retire(session: Session): Promise<void> {
    if (!session.mutex.isBusy)
      await session.mutex.inTurn(() => giveBack(this.#options, session)).catch(() => {});
  }

  #lease(session: Session, signal: AbortSignal): Promise<Cell> {
    const { tenant, header } = session;
    return leaseCell(this.#options.workshop, tenant, header.image, signal);
  }

  /**
   * Idle sessions give up their cells until there is room for one more. The cell of one of the same tenant is taken over
   * as it is, at its clean point. Sessions that are at work keep theirs: then the pool says when there is one more.
   */
  async #makeSpace(session: Session): Promise<Cell | null> {
    const live = this.#options.all().filter(({ cell }) => cell !== null);
    const idle = live.filter(({ mutex }) => !mutex.isBusy).toSorted((a, b) => a.usedAt - b.usedAt);
    const tooMany = Math.max(0, live.length + 1 - this.#options.mostLive);
    let taken: Cell | null = null;
    for (const other of idle.slice(0, tooMany)) {
      if (taken === null && isSameKind(session, other)) taken = await this.#takeFrom(other);
      else await this.retire(other);
    }
    return taken;
  }

  #takeFrom(other: Session): Promise<Cell | null> {
    return other.mutex.inTurn(async () => {
      const { cell } = other;
      const isClean = await cell?.rewind().then(
        () => true,
        () => false,
      );
      if (cell === null || !isClean) {
        await giveBack(this.#options, other);
        return null;
      }
      other.cell = null;
      return cell;
    });
  }
}

/** A tenant shares no process with another, and a checkpoint fits the cells of one build of an image. */
function isSameKind({ tenant, header }: Session, other: Session): boolean {
  return tenant === other.tenant && header.clean !== null && header.clean === other.cell?.clean;
}

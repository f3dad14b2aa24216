import { randomUUID } from "node:crypto";
import { quote, Refusal } from "../refusal.ts";
import type { Cell, Fixed, Outcome } from "../types.ts";
import type { CheckpointHeader } from "./checkpoint.ts";
import { createSession, fixedOf, type Session, standAt } from "./session.ts";
import { Residents } from "./residents.ts";
import { giveBack, moveTo, type Standing } from "./stand.ts";

/** How many sessions one tenant may have open. */
const MOST_SESSIONS = 32;
/** Of all tenants; then the one that was used longest ago is closed. Its checkpoints stay. */
const MOST_OF_ALL = 1000;
const NO_BYTES = new Uint8Array();

export interface SessionsOptions extends Standing {
  /** Sessions that hold a process at a time. */
  readonly mostLive: number;
  /** After so long without a program a session gives its process back. */
  readonly idleMs: number;
}

/** What one program in a session came to. */
export interface Executed {
  readonly outcome: Outcome;
  readonly cell: Cell;
  /** Where the session stood before the program, and where it stands now. */
  readonly from: string;
  readonly session: Session;
  /** The interpreter is gone, and with it what this program did: the session stands at `from`. */
  readonly isLost: boolean;
}

/** Sessions of all tenants of one server. A tenant sees its own and no other. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #open = new Map<string, Session>();
  readonly #residents: Residents;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#residents = new Residents({ ...options, all: () => [...this.#open.values()] });
  }

  of(tenant: string): readonly Session[] {
    return [...this.#open.values()].filter((session) => session.tenant === tenant);
  }

  /** A new one at the clean point of an image. */
  async open(tenant: string, image: string, fixed: Fixed | null): Promise<Session> {
    const { checkpoints } = this.#options;
    this.#refuseCrowd(tenant);
    await checkpoints.makeRoom(() => this.#inUse());
    const header: CheckpointHeader = {
      is: "python-checkpoint",
      version: 1,
      image,
      clean: null,
      fixed,
      programs: 0,
    };
    const checkpoint = await checkpoints.save({ header, bytes: NO_BYTES });
    return this.#add(tenant, randomUUID().slice(0, 8), checkpoint, header);
  }

  /** A new one that goes on from a checkpoint, of whatever session it is. */
  async openFrom(tenant: string, argument: string, checkpoint: string): Promise<Session> {
    return this.#openAs(tenant, randomUUID().slice(0, 8), argument, checkpoint);
  }

  async #openAs(
    tenant: string,
    id: string,
    argument: string,
    checkpoint: string,
  ): Promise<Session> {
    this.#refuseCrowd(tenant);
    const { header } = await this.#options.checkpoints.load(argument, checkpoint);
    // Another call may have opened it meanwhile.
    return this.#open.get(key(tenant, id)) ?? this.#add(tenant, id, checkpoint, header);
  }

  find(tenant: string, id: string): Session {
    const session = this.#open.get(key(tenant, id));
    if (session !== undefined) return session;
    throw new Refusal(
      `session: there is no open session ${quote(id)}; open one with python_session_open, or give the ` +
        "checkpoint that it last stood at as from",
    );
  }

  /** Runs one program where the session stands, or first goes `from` there. Then the session stands where it ended. */
  async execute(
    tenant: string,
    id: string,
    from: string | undefined,
    run: (cell: Cell, fixed: Fixed | null) => Promise<Outcome>,
    signal: AbortSignal,
  ): Promise<Executed> {
    const isKnown = from === undefined || this.#open.has(key(tenant, id));
    const session = isKnown ? this.find(tenant, id) : await this.#openAs(tenant, id, "from", from);
    return this.#inTurn(session, async () => {
      signal.throwIfAborted();
      await this.#options.checkpoints.makeRoom(() => this.#inUse());
      if (from !== undefined) await moveTo(this.#options, session, "from", from);
      const cell = await this.#residents.cellOf(session, signal);
      const began = session.checkpoint;
      let isKept = false;
      try {
        const outcome = await run(cell, fixedOf(session.header));
        isKept = outcome.isAlive && (await this.#keep(session, cell));
        return { outcome, cell, from: began, session, isLost: !isKept };
      } finally {
        if (!isKept) await giveBack(this.#options, session);
      }
    });
  }

  async restore(tenant: string, id: string, checkpoint: string): Promise<Session> {
    const session = this.find(tenant, id);
    await this.#inTurn(session, () => moveTo(this.#options, session, "checkpoint", checkpoint));
    return session;
  }

  /** Closes it; `forget` removes the checkpoints at which it stood and no other open session did. */
  async close(tenant: string, id: string, forget: "forget" | "keep"): Promise<readonly string[]> {
    const session = this.find(tenant, id);
    return session.mutex.inTurn(async () => {
      clearTimeout(session.idle);
      this.#open.delete(key(tenant, id));
      await giveBack(this.#options, session);
      if (forget === "keep") return [];
      const inUse = this.#inUse();
      const forgotten = session.past.filter((checkpoint) => !inUse.has(checkpoint));
      await this.#options.checkpoints.forget(forgotten);
      return forgotten;
    });
  }

  /** False: its state could not be written down. */
  async #keep(session: Session, cell: Cell): Promise<boolean> {
    const bytes = await cell.checkpoint().catch(() => null);
    if (bytes === null) return false;
    const { header } = session;
    const programs = header.programs + 1;
    const next = { ...header, clean: cell.clean, programs };
    standAt(session, await this.#options.checkpoints.save({ header: next, bytes }), next);
    return true;
  }

  async #inTurn<Value>(session: Session, work: () => Promise<Value>): Promise<Value> {
    return session.mutex.inTurn(async () => {
      clearTimeout(session.idle);
      this.find(session.tenant, session.id);
      try {
        return await work();
      } finally {
        session.usedAt = Date.now();
        const idleMs = this.#residents.isCrowded ? 0 : this.#options.idleMs;
        session.idle = setTimeout(() => void this.#residents.retire(session), idleMs);
        session.idle.unref();
      }
    });
  }

  #add(tenant: string, id: string, checkpoint: string, header: CheckpointHeader): Session {
    const session = createSession(id, tenant, checkpoint, header);
    this.#open.set(key(tenant, id), session);
    if (this.#open.size > MOST_OF_ALL) this.#dropOldest();
    return session;
  }

  #dropOldest(): void {
    const idle = [...this.#open.values()].filter(({ mutex }) => !mutex.isBusy);
    const oldest = idle.toSorted((a, b) => a.usedAt - b.usedAt)[0];
    if (oldest === undefined) return;
    clearTimeout(oldest.idle);
    this.#open.delete(key(oldest.tenant, oldest.id));
    void this.#residents.retire(oldest);
  }

  #inUse(): Set<string> {
    return new Set([...this.#open.values()].flatMap(({ past }) => past));
  }

  #refuseCrowd(tenant: string): void {
    if (this.of(tenant).length >= MOST_SESSIONS)
      throw new Refusal(
        `session: ${MOST_SESSIONS} are open; close one with python_session_close first`,
      );
  }
}

function key(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}

import type { Cell, Pool, PreparedImage } from "../types.ts";
import { CellError } from "./breach.ts";
import { createFleet, type FleetSettings } from "./fleet.ts";
import {
  chooseSlot,
  chooseSpare,
  chooseVictim,
  mayServe,
  type Slot,
  type Wanted,
} from "./slots.ts";
import { createTurns } from "./turns.ts";

export interface PoolSettings extends Pick<FleetSettings, "start"> {
  /** Asked at every lease: what an image is may change. */
  prepare(image: string): Promise<PreparedImage>;
  /** How many cells of an image there are as long as it is in use. */
  readonly size: number;
  /** How many processes there are at most. */
  readonly cap: number;
  /** After so long an idle cell that is one too many, or that somebody has used, makes room for a fresh one. */
  readonly spareMs: number;
  /** After so long without a lease an image has no idle cells any more. */
  readonly restMs: number;
}

interface Waiter extends Wanted {
  key: string;
  readonly turn: number;
  resolve(cell: Cell): void;
  reject(error: unknown): void;
}

/** An image in use. */
interface Use {
  image: PreparedImage;
  asked: number;
  /** Its cells do not start, or die by themselves: none is started until somebody asks again. */
  isFailing: boolean;
  readonly starts: Set<Promise<void>>;
}

export function createCellPool(settings: PoolSettings): Pool {
  const waiters = new Set<Waiter>();
  const uses = new Map<string, Use>();
  const turns = createTurns();
  let isClosed = false;

  /** Serves whom it can, starts what is missing, fills up: whenever anything has changed. */
  const pump = () => {
    if (isClosed) return;
    retire();
    const slots = fleet.slots();
    const coming = slots.filter(({ state }) => state === "starting" || state === "rewinding");
    let leaving = slots.filter(({ state }) => state === "ending").length;
    // In turn, so that no one's cell goes to somebody who came later.
    for (const waiter of [...waiters].toSorted((a, b) => a.turn - b.turn)) {
      const slot = chooseSlot(fleet.slots(), waiter);
      if (slot !== undefined) hand(slot, waiter);
      else if (takeFirst(coming, waiter)) continue;
      else if (hasRoom()) launch(waiter.image);
      else if (leaving > 0) leaving -= 1;
      else makeRoom();
    }
    for (const use of uses.values()) fill(use);
  };
  const fleet = createFleet({
    start: settings.start,
    changed: pump,
    died({ image }) {
      const use = uses.get(image);
      if (use !== undefined) use.isFailing = true;
    },
  });
  const hasRoom = () => fleet.slots().length < settings.cap;
  const slotsOf = (use: Use) => fleet.slots().filter((slot) => isOf(slot, use));

  /** What was started for an image that is not in use any more, or is another by now, serves nobody. */
  const retire = () => {
    for (const slot of fleet.slots()) {
      const use = uses.get(slot.image);
      if (slot.state === "idle" && (use === undefined || !isOf(slot, use))) fleet.end(slot);
    }
  };

  const hand = (slot: Slot, waiter: Waiter) => {
    if (slot.cell === null) return;
    slot.state = "leased";
    slot.tenant = waiter.tenant;
    waiters.delete(waiter);
    turns.served(waiter.turn);
    waiter.resolve(slot.cell);
  };

  /** Its end is a change: what waits for room gets it then. */
  const makeRoom = () => {
    const victim = chooseVictim(fleet.slots());
    if (victim !== undefined) fleet.end(victim);
  };

  const fill = (use: Use) => {
    while (!use.isFailing && slotsOf(use).length < settings.size && hasRoom())
      launch(use.image.name);
  };

  const launch = (image: string) => {
    const use = uses.get(image);
    if (use === undefined) return;
    const start = fleet.start(use.image).finally(() => use.starts.delete(start));
    use.starts.add(start);
    start.catch((error: unknown) => {
      use.isFailing = true;
      for (const waiter of waiters) {
        if (waiter.image !== use.image.name) continue;
        waiters.delete(waiter);
        waiter.reject(error);
      }
      pump();
    });
  };

  const activate = async (name: string): Promise<Use> => {
    if (isClosed) throw new CellError("The pool of Python interpreters is closed");
    const image = await settings.prepare(name);
    const use = uses.get(name) ?? { image, asked: 0, isFailing: false, starts: new Set() };
    // Packages may have come or gone since they began to wait.
    for (const waiter of waiters) if (waiter.image === name) waiter.key = image.key;
    Object.assign(use, { image, asked: performance.now(), isFailing: false });
    uses.set(name, use);
    return use;
  };

  const tidy = () => {
    const now = performance.now();
    for (const [name, use] of uses) {
      const isWaited = [...waiters].some(({ image }) => image === name);
      if (!isWaited && now - use.asked > settings.restMs) uses.delete(name);
      chooseSpare(slotsOf(use), settings.size, now - settings.spareMs).forEach(fleet.end);
    }
    pump();
  };
  const timer = setInterval(tidy, Math.min(settings.spareMs, settings.restMs) / 2);
  timer.unref();

  return {
    async lease(tenant, image, signal) {
      signal.throwIfAborted();
      const { key } = (await activate(image)).image;
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Cell>();
      const waiter: Waiter = { tenant, image, key, turn: turns.next(tenant), resolve, reject };
      const abort = () => {
        if (waiters.delete(waiter)) reject(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
      waiters.add(waiter);
      pump();
      return promise.finally(() => signal.removeEventListener("abort", abort));
    },
    async release(cell, use) {
      const slot = fleet.slots().find((candidate) => candidate.cell === cell);
      if (slot === undefined || slot.state === "ending") return; // it died, or the pool is closed
      if (slot.state !== "leased") throw new Error("A cell was handed back twice");
      if (use === "run" && cell.isAlive) fleet.rewind(slot);
      else fleet.end(slot);
      pump();
    },
    async warm(image) {
      const use = await activate(image);
      pump();
      await Promise.all(use.starts);
    },
    status: () => ({ cells: fleet.slots().flatMap(shown), walls: fleet.walls() }),
    async close() {
      isClosed = true;
      clearInterval(timer);
      for (const waiter of waiters) waiter.reject(new CellError("The pool was closed meanwhile"));
      waiters.clear();
      await fleet.close();
    },
  };
}

/** Whether one of them is for this one; it is for no other then. */
function takeFirst(coming: Slot[], waiter: Waiter): boolean {
  const index = coming.findIndex((slot) => mayServe(slot, waiter));
  if (index !== -1) coming.splice(index, 1);
  return index !== -1;
}

function isOf(slot: Slot, { image }: Use): boolean {
  return slot.image === image.name && slot.key === image.key;
}

function shown({ pid, image, state }: Slot) {
  return state === "ending" || pid === null ? [] : [{ pid, image, state }];
}

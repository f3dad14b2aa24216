import type { CellProcess } from "./cell-process.ts";

/** A place in the pool: a process that is about to be a cell, is one, or was one a moment ago. */
export interface Slot {
  readonly image: string;
  /** Of the image that it was started from. */
  readonly key: string;
  state: "starting" | "idle" | "leased" | "rewinding" | "ending";
  /** Null: its process is not there yet. */
  pid: number | null;
  cell: CellProcess | null;
  /** Who has used it; nobody else ever will. */
  tenant: string | null;
  /** When it became idle, by the monotonic clock. */
  idleSince: number;
}

/** Somebody who asked for a cell and has none yet. */
export interface Wanted {
  readonly tenant: string;
  readonly image: string;
  readonly key: string;
}

/** The cell for this one: its own rather than a fresh one, which others may need. */
export function chooseSlot(slots: readonly Slot[], wanted: Wanted): Slot | undefined {
  const usable = slots.filter((slot) => isReady(slot) && mayServe(slot, wanted));
  return usable.find((slot) => slot.tenant === wanted.tenant) ?? usable[0];
}

function isReady({ state, cell }: Slot): boolean {
  return state === "idle" && cell?.isAlive === true;
}

export function mayServe(slot: Slot, { image, key, tenant }: Wanted): boolean {
  if (slot.image !== image || slot.key !== key) return false;
  return slot.tenant === null || slot.tenant === tenant;
}

/** The cell whose end costs least: a used one rather than a fresh one, and of those the one that is idle for longest. */
export function chooseVictim(slots: readonly Slot[]): Slot | undefined {
  const [first] = slots
    .filter(({ state }) => state === "idle")
    .toSorted((a, b) => worth(a) - worth(b) || a.idleSince - b.idleSince);
  return first;
}

function worth({ tenant }: Slot): number {
  return tenant === null ? 1 : 0;
}

/** Of one image's cells those that make room: idle since `before`, and one too many or used by somebody. */
export function chooseSpare(its: readonly Slot[], size: number, before: number): readonly Slot[] {
  const idle = its.filter(({ state, idleSince }) => state === "idle" && idleSince < before);
  const used = idle.filter(({ tenant }) => tenant !== null);
  const fresh = idle.filter(({ tenant }) => tenant === null);
  const surplus = Math.max(0, its.length - used.length - size);
  return [...used, ...fresh.slice(0, surplus)];
}

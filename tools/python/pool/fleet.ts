import type { PreparedImage, WallState } from "../types.ts";
import type { CellProcess } from "./cell-process.ts";
import type { Slot } from "./slots.ts";

export interface FleetSettings {
  start(
    image: PreparedImage,
    signal: AbortSignal,
    spawned: (pid: number) => void,
  ): Promise<CellProcess>;
  /** Something is idle, or gone. */
  changed(): void;
  /** An idle cell ended by itself; `changed` follows. */
  died(slot: Slot): void;
}

/** All processes of a pool and what becomes of them. It decides nothing. */
export interface Fleet {
  slots(): readonly Slot[];
  /** Of the cell that was started last. */
  walls(): readonly WallState[];
  /** Resolves once the cell is idle; rejects, with nothing left of it, when it could not be had. */
  start(image: PreparedImage): Promise<void>;
  /** Back to the clean point, then idle. A cell that cannot, or that has grown, ends. */
  rewind(slot: Slot): void;
  end(slot: Slot): void;
  /** Ends everything and waits for it. */
  close(): Promise<void>;
}

/** Memory never shrinks in a cell: one that holds this much more than at its start is replaced. */
const GROWN_BYTES = 192 * 1024 * 1024;

export function createFleet(settings: FleetSettings): Fleet {
  const slots = new Set<Slot>();
  const tasks = new Set<Promise<void>>();
  const closing = new AbortController();
  let walls: readonly WallState[] = [];

  const track = (work: Promise<void>): Promise<void> => {
    const task = work.catch(() => undefined).finally(() => tasks.delete(task));
    tasks.add(task);
    return work;
  };
  const forget = (slot: Slot) => {
    if (!slots.delete(slot)) return;
    if (slot.state === "idle") settings.died(slot);
    settings.changed();
  };
  const end = (slot: Slot) => {
    slot.state = "ending"; // until the process is gone: it counts
    if (slot.cell !== null) track(slot.cell.kill()).catch(() => undefined);
  };
  const rest = (slot: Slot) => {
    slot.state = "idle";
    slot.idleSince = performance.now();
    settings.changed();
  };
  const begin = async (slot: Slot, image: PreparedImage) => {
    try {
      slot.cell = await settings.start(image, closing.signal, (pid) => (slot.pid = pid));
    } catch (error) {
      slots.delete(slot);
      throw error;
    }
    walls = slot.cell.walls;
    void slot.cell.ended.then(() => forget(slot));
    if (slot.state === "starting") rest(slot);
    else end(slot);
  };
  const rewind = async (slot: Slot, cell: CellProcess) => {
    await cell.rewind();
    if (slot.state !== "rewinding") return;
    if ((await cell.grownBytes()) > GROWN_BYTES) end(slot);
    else rest(slot);
  };

  return {
    slots: () => [...slots],
    walls: () => walls,
    start(image) {
      const { name, key } = image;
      const slot: Slot = {
        image: name,
        key,
        state: "starting",
        pid: null,
        cell: null,
        tenant: null,
        idleSince: 0,
      };
      slots.add(slot);
      return track(begin(slot, image));
    },
    rewind(slot) {
      if (slot.cell === null) return;
      slot.state = "rewinding";
      track(rewind(slot, slot.cell)).catch(() => end(slot));
    },
    end,
    async close() {
      closing.abort();
      for (const slot of slots) end(slot);
      await Promise.all(tasks);
    },
  };
}

import { availableParallelism, totalmem } from "node:os";
import { prepareImage } from "../image/index.ts";
import type { Packages, Pool } from "../types.ts";
import { createCellPool } from "./cell-pool.ts";
import { startCell } from "./cell-process.ts";

export { CellError } from "./breach.ts";

export interface PoolOptions {
  /** Absolute path. */
  readonly store: string;
  readonly packages: Pick<Packages, "wheels">;
  /** Start where walls of the operating system are missing. */
  readonly allowWeak: boolean;
  /** Warm cells per image. */
  readonly size?: number;
  /** Linear memory at most. */
  readonly memoryBytes: number;
  /** A sentence for people, such as that a snapshot is being built. */
  notice?(text: string): void;
}

const GIBIBYTE = 1024 ** 3;
const SMALL_MACHINE_BYTES = 4 * GIBIBYTE;
/** A cell at work; at rest it holds a quarter of that. */
const CELL_BYTES = GIBIBYTE / 2;
const MAX_CELLS = 16;
const SPARE_MS = 30_000;
const REST_MS = 300_000;

/** Warm cells with every wall up, on the images of a store. Nothing is started before the first lease. */
export function createPool(options: PoolOptions): Pool {
  const { store, packages, allowWeak, memoryBytes, notice } = options;
  const size = options.size ?? (totalmem() < SMALL_MACHINE_BYTES ? 1 : 2);
  const walls = { seal: true, scrub: true, os: allowWeak ? "if-present" : "required" } as const;
  return createCellPool({
    prepare: (image) => prepareImage({ store, packages, image, ...(notice && { notice }) }),
    start: (image, signal, spawned) => startCell(image, { walls, memoryBytes, signal, spawned }),
    size,
    cap: Math.max(size + 1, mostCells()),
    spareMs: SPARE_MS,
    restMs: REST_MS,
  });
}

function mostCells(): number {
  const byMemory = Math.floor(totalmem() / CELL_BYTES);
  return Math.min(MAX_CELLS, byMemory, 4 * availableParallelism());
}

import { afterAll } from "bun:test";
import { fileURLToPath } from "node:url";
import { prepareImage } from "../image/index.ts";
import { startCell } from "../pool/cell-process.ts";
import type { Cell, ImageWheel, Limits, Outcome, Program, RunHooks } from "../types.ts";
import type { Boot } from "./frames.ts";

/** One snapshot for all tests: what lies there is found by what it is made of. */
const STORE = fileURLToPath(
  new URL("../../../node_modules/.cache/glassbox-python", import.meta.url),
);
const WALLS: Boot["walls"] = { seal: true, scrub: true, os: "required" };
const MEMORY_BYTES = 1024 * 1024 * 1024;

export const LIMITS: Limits = {
  wallMs: 60_000,
  fuel: 50_000_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 100_000,
  fileBytes: 1_000_000,
  files: 200,
};

export const FIXED = { seed: 7, epoch: Date.UTC(2030, 0, 1) };

export type Change = Partial<Omit<Program, "limits">> & {
  readonly limits?: Partial<Limits>;
  readonly call?: RunHooks["call"];
};

/** A cell that is started anew when a program has broken it. */
export interface TestCell {
  /** On what earlier programs left. */
  run(code: string, change?: Change): Promise<Outcome>;
  /** On a clean interpreter. */
  clean(code: string, change?: Change): Promise<Outcome>;
  current(): Promise<Cell>;
}

export async function freshCell(
  walls: Partial<Boot["walls"]> = {},
  wheels: readonly ImageWheel[] = [],
): Promise<Cell> {
  const packages = { wheels: async () => wheels };
  const image = await prepareImage({ store: STORE, packages, image: "base" });
  return startCell(image, { walls: { ...WALLS, ...walls }, memoryBytes: MEMORY_BYTES });
}

/** A machine that does much else takes its time to start a cell. */
export const SLOW_MS = 120_000;

/** For the tests of one file; its process ends with them. */
export function sharedCell(walls: Partial<Boot["walls"]> = {}): TestCell {
  let cell: Cell | null = null;
  afterAll(async () => cell?.kill());
  const current = async (): Promise<Cell> => {
    if (!cell?.isAlive) cell = await freshCell(walls);
    return cell;
  };
  const run = async (code: string, change: Change = {}) => runIn(await current(), code, change);
  return {
    run,
    current,
    async clean(code, change) {
      try {
        await (await current()).rewind();
      } catch {
        // It has grown too much, which the pool mends the same way.
        await cell?.kill();
      }
      return run(code, change);
    },
  };
}

export function runIn(cell: Cell, code: string, change: Change = {}): Promise<Outcome> {
  const { limits, call, ...rest } = change;
  const program: Program = {
    code,
    stdin: "",
    files: [],
    fixed: null,
    stubs: null,
    ...rest,
    limits: { ...LIMITS, ...limits },
  };
  const signal = new AbortController().signal;
  return cell.run(program, call === undefined ? { signal } : { signal, call });
}

/** The value of the last expression, of a program that came to a good end. */
export function valueOf(outcome: Outcome): unknown {
  if (outcome.error !== null) throw new Error(outcome.error.traceback || outcome.error.message);
  return outcome.value?.json ?? outcome.value?.repr ?? null;
}

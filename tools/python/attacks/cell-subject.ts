import type { Boot } from "../cell/frames.ts";
import { type CellProcess, startCell } from "../pool/cell-process.ts";
import type { Limits, Outcome, PreparedImage, Program, ToolRequest } from "../types.ts";
import type { Attack } from "./attack.ts";
import type { Subject, Trace } from "./trace.ts";

export interface CellSubject extends Subject {
  /** How many cells it took: an attack that broke its cell costs a new one. */
  started(): number;
}

export interface CellSubjectOptions {
  readonly walls: Boot["walls"];
  readonly environment: Readonly<Record<string, string>>;
  /** False: after this attack a fresh cell, as one without a seal may have been changed in ways that nothing undoes. */
  isReused(attack: Attack): boolean;
}

const MiB = 2 ** 20;

/** Small, so that the whole corpus is quick; an attack may ask for more. */
const LIMITS: Limits = {
  wallMs: 4000,
  fuel: 3_000_000,
  memoryBytes: 192 * MiB,
  outputBytes: MiB,
  fileBytes: 32 * MiB,
  files: 500,
};
/** Linear memory of a cell at most, above what any attack may have. */
const MEMORY_BYTES = 768 * MiB;
/** Above each run's own wall limit, load included: after that the parent's promise is broken. */
const PATIENCE_MS = 30_000;
const STUBS = `def call(name, **arguments):\n    raise NotImplementedError(name)\n`;

/** Real cells, started as the pool starts them, but for the walls that are asked to stay down. */
export function openCells(image: PreparedImage, options: CellSubjectOptions): CellSubject {
  const { walls, environment, isReused } = options;
  let cell: CellProcess | null = null;
  let started = 0;
  const start = () => startCell(image, { walls, memoryBytes: MEMORY_BYTES, env: environment });
  return {
    started: () => started,
    async play(attack, code) {
      if (cell === null) started += 1;
      cell ??= await start();
      const trace = await run(cell, attack, code);
      const isWanted = isReused(attack) && trace.outcome?.isAlive === true;
      cell = (await comesBack(cell, isWanted)) ? cell : null;
      return trace;
    },
    async close() {
      await cell?.kill();
    },
  };
}

async function run(cell: CellProcess, attack: Attack, code: string): Promise<Trace> {
  const program: Program = {
    code,
    stdin: "",
    files: attack.files,
    limits: { ...LIMITS, ...attack.limits },
    fixed: null,
    stubs: attack.hasTools ? STUBS : null,
  };
  const calls: ToolRequest[] = [];
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), program.limits.wallMs + PATIENCE_MS);
  try {
    const outcome = await cell.run(program, {
      signal: patience.signal,
      call: async (request) => {
        calls.push(request);
        return { ok: true, value: "done" };
      },
    });
    return {
      text: textOf(outcome),
      outcome,
      isOk: outcome.ok,
      stray: "",
      calls,
      isStuck: false,
    };
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    return { text: "", outcome: null, isOk: false, stray: "", calls, isStuck: true };
  } finally {
    clearTimeout(timer);
  }
}

/** A cell serves the next attack only where it could serve the next program. */
async function comesBack(cell: CellProcess, isWanted: boolean): Promise<boolean> {
  try {
    if (isWanted) await cell.rewind();
    if (isWanted) return true;
  } catch {
    // It could not be put back, and is killed by now.
  }
  await cell.kill();
  return false;
}

function textOf({ stdout, stderr, value, error, files, violations }: Outcome): string {
  const contents = files.map(({ path, bytes }) => `${path}\n${bytes ? decode(bytes) : ""}`);
  return [stdout, stderr, JSON.stringify({ value, error, violations }), ...contents].join("\n");
}

const decode = (bytes: Uint8Array): string =>
  new TextDecoder("latin1").decode(bytes.subarray(0, 1_000_000));

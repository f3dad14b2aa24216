import { createPool } from "../../tools/python/pool/index.ts";
import type { Cell, Limits, Outcome, Pool, Program } from "../../tools/python/types.ts";

const MIB = 1024 * 1024;
const IMAGE = "base";

/** More than any program here needs: who runs into one of these does something wrong. */
export const ROOMY: Limits = {
  wallMs: 60_000,
  fuel: 1_000_000_000,
  memoryBytes: 512 * MIB,
  outputBytes: 4 * MIB,
  fileBytes: 64 * MIB,
  files: 2000,
};

export interface Ran {
  readonly outcome: Outcome;
  readonly pid: number;
  /** From asking for a clean interpreter to having handed it back. */
  readonly milliseconds: number;
}

/** Real cells with every wall up. */
export interface Sandbox {
  readonly pool: Pool;
  /** One program in a clean interpreter, which is rewound after it. */
  run(code: string, change?: Partial<Program>, tenant?: string): Promise<Ran>;
  lease(tenant?: string): Promise<Cell>;
  close(): Promise<void>;
}

export function openSandbox(store: string, size: number): Sandbox {
  const pool = createPool({
    store,
    packages: { wheels: async () => [] },
    allowWeak: false,
    size,
    memoryBytes: ROOMY.memoryBytes,
  });
  const signal = new AbortController().signal;
  const lease = (tenant = "bench") => pool.lease(tenant, IMAGE, signal);
  return {
    pool,
    lease,
    async run(code, change, tenant) {
      const start = performance.now();
      const cell = await lease(tenant);
      const { pid } = cell;
      const outcome = await cell.run(programOf(code, change), { signal });
      await pool.release(cell, "run");
      return { outcome, pid, milliseconds: performance.now() - start };
    },
    close: () => pool.close(),
  };
}

export function programOf(code: string, change: Partial<Program> = {}): Program {
  return { code, stdin: "", files: [], limits: ROOMY, fixed: null, stubs: null, ...change };
}

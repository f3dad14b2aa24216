import { expect, setDefaultTimeout, test } from "bun:test";
import { temporaryStore, until } from "../testing.ts";
import type { Cell, Fixed, Program } from "../types.ts";
import { createWorkshop } from "../workshop.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { Sessions } from "./sessions.ts";

setDefaultTimeout(120_000);

const { signal } = new AbortController();

function program(code: string, fixed: Fixed | null): Program {
  const limits = {
    wallMs: 20_000,
    fuel: 1e7,
    memoryBytes: 2 ** 28,
    outputBytes: 1e6,
    fileBytes: 1e8,
    files: 2000,
  };
  return { code, stdin: "", files: [], limits, fixed, stubs: null };
}

test("a session that nobody uses gives its process back, and goes on as if it had not", async () => {
  const store = temporaryStore();
  const workshop = createWorkshop({ store: store.path, poolSize: 1 });
  const checkpoints = openCheckpoints(store.path);
  const sessions = new Sessions({ workshop, checkpoints, mostLive: 2, idleMs: 50 });
  const pool = await workshop.pool();
  const leased = () => pool.status().cells.filter(({ state }) => state === "leased");
  const run = (code: string) => (cell: Cell, fixed: Fixed | null) =>
    cell.run(program(code, fixed), { signal });
  try {
    const { id } = await sessions.open("tenant", "base", null);
    const first = await sessions.execute("tenant", id, undefined, run("n = 41"), signal);
    expect(first.cell.isAlive).toBe(true);
    await until(() => leased().length === 0);
    expect(first.cell.isAlive).toBe(false);
    const second = await sessions.execute("tenant", id, undefined, run("n + 1"), signal);
    expect(second.outcome.value).toMatchObject({ json: 42 });
    expect(second.cell.pid).not.toBe(first.cell.pid);
  } finally {
    await workshop.close();
    store.remove();
  }
});

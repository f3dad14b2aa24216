import { median } from "../support/statistics.ts";
import { programOf, type Sandbox } from "./sandbox.ts";

/** A session as people have them: some data, a file, a database, a generator that waits. */
const WORK = `
import json, random, sqlite3
rows = [{"id": n, "name": f"row {n}", "values": [random.random() for _ in range(10)]} for n in range(2000)]
with open("rows.json", "w") as file:
    json.dump(rows, file)
base = sqlite3.connect(":memory:")
base.execute("create table t (n, name)")
base.executemany("insert into t values (?, ?)", [(row["id"], row["name"]) for row in rows])
waiting = (n * n for n in range(10**6))
next(waiting)
`;
const LOOK = "(len(rows), next(waiting), base.execute('select count(*) from t').fetchone()[0])";
const SEEN = "(2000, 1, 2000)";

/** What it costs to keep the state of a session, and to have it again. */
export async function measureCheckpoints(
  sandbox: Sandbox,
  rounds: number,
): Promise<Readonly<Record<string, number>>> {
  const { signal } = new AbortController();
  const cell = await sandbox.lease("session");
  const saves: number[] = [];
  const loads: number[] = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round++) {
    await cell.run(programOf(WORK), { signal });
    const begin = performance.now();
    const checkpoint = await cell.checkpoint();
    saves.push(performance.now() - begin);
    bytes = checkpoint.length;
    await cell.rewind();
    const again = performance.now();
    await cell.restore(checkpoint);
    loads.push(performance.now() - again);
    const { value } = await cell.run(programOf(LOOK), { signal });
    if (value?.repr !== SEEN) throw new Error(`a restored session shows ${value?.repr}`);
    await cell.rewind();
  }
  await sandbox.pool.release(cell, "session");
  return {
    checkpointMs: median(saves),
    restoreMs: median(loads),
    checkpointMb: bytes / 1024 / 1024,
  };
}

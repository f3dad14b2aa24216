import { Database } from "bun:sqlite";
import { join } from "node:path";

/**
 * Makes a closed ledger longer by copies of its own rows: as many and as large as real ones and under the same indexes,
 * which is all that opening sees. Their hashes do not chain, so nothing but opening is measured on such a file.
 */
export function copyRows(dir: string, length: number): void {
  const db = new Database(join(dir, "ledger.db"));
  const columns = (db.query("pragma table_info(events)").all() as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => name !== "row");
  const { count } = db.query("select max(oseq) as count from events").get() as { count: number };
  db.transaction(() => {
    for (let made = count, copy = 1; made < length; made += count, copy++) {
      const changed: Record<string, string> = {
        id: `substr(id, 1, 8) || '${copy}' || substr(id, 9)`,
        oseq: `oseq + ${copy * count}`,
        branch: `branch + ${copy * 1_000_000}`,
      };
      const values = columns.map((name) => changed[name] ?? name);
      const rows = `select ${values.join(", ")} from events where oseq <= ${Math.min(count, length - made)}`;
      db.run(`insert into events(${columns.join(", ")}) ${rows} order by oseq`);
    }
  })();
  db.run("pragma wal_checkpoint(truncate)");
  db.close();
}

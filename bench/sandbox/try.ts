import { createPool } from "../../tools/python/pool/index.ts";
import { storedPrograms } from "./stored-programs.ts";
const pool = createPool({
  store: "/tmp/hb/store",
  packages: { wheels: async () => [] },
  allowWeak: true,
  size: 1,
  memoryBytes: 512 * 2 ** 20,
  notice: console.error,
});
const limits = {
  wallMs: 20_000,
  fuel: 1e9,
  memoryBytes: 512 * 2 ** 20,
  outputBytes: 1e6,
  fileBytes: 64e6,
  files: 2000,
};
const only = process.argv.slice(2);
let bad = 0,
  n = 0;
const t0 = performance.now();
const times: [string, number][] = [];
for (const p of storedPrograms()) {
  if (only.length && !only.some((o) => p.name.includes(o))) continue;
  const cell = await pool.lease("t", "base", AbortSignal.timeout(100_000));
  const t = performance.now();
  const o = await cell.run(
    { code: p.code, stdin: "", files: [], limits, fixed: null, stubs: null },
    { signal: AbortSignal.timeout(60_000) },
  );
  times.push([p.name, performance.now() - t]);
  n++;
  if (!o.ok || o.violations.length) {
    bad++;
    console.log(
      "FAIL",
      p.name,
      JSON.stringify({ v: o.violations, l: o.limit, e: o.error?.type, alive: o.isAlive }),
      o.error?.traceback.split("\n").slice(-7).join("\n") ?? "",
      o.stderr.slice(-300),
    );
  } else if (only.length) console.log(p.name, o.stdout);
  await pool.release(cell, "run");
}
console.log(bad, "of", n, performance.now() - t0);
console.log(
  times
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 25)
    .map(([a, b]) => `${a} ${b.toFixed(0)}`)
    .join(", "),
);
await pool.close();

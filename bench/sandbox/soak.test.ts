import { expect, test } from "bun:test";
import { join } from "node:path";

const RUNS = 200;

test("200 mixed runs, hostile ones among them: every result is right, and nothing is left behind", async () => {
  const command = [process.execPath, join(import.meta.dir, "../soak.ts"), String(RUNS)];
  const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
  const [output, progress] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const report = JSON.parse(output.trimEnd().split("\n").at(-1) || "null");
  expect(report, progress).toMatchObject({
    runs: RUNS,
    hostile: RUNS / 8,
    wrong: [],
    processesLeft: 0,
    foldersLeft: 0,
    faults: [],
  });
  // Hostile runs cost their cells: a soak in which none was replaced has not been one.
  expect(report.cells).toBeGreaterThan(5);
  expect(await child.exited).toBe(0);
}, 600_000);

test("what is no number of runs is refused", () => {
  const { exitCode, stderr } = Bun.spawnSync([
    process.execPath,
    join(import.meta.dir, "../soak.ts"),
    "many",
  ]);
  expect(exitCode).toBe(2);
  expect(stderr.toString()).toContain("unknown argument many: bun bench/soak.ts [RUNS]");
});

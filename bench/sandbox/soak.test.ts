import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryStore } from "../../tools/python/testing.ts";
import { openSandbox, programOf } from "./sandbox.ts";
import type { SoakReport } from "./soak.ts";
import { faultsOf } from "./soak-faults.ts";
import { TRACE_JOB } from "./soak-jobs.ts";

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

const CLEAN: SoakReport = {
  runs: 1,
  hostile: 0,
  wrong: [],
  cells: 1,
  processesLeft: 0,
  foldersLeft: 0,
  descriptorsGrown: 0,
  parentMbWarm: 60,
  parentMbEnd: 70,
  largestCellMb: 300,
  seconds: 1,
};

test.each([
  ["a wrong result", { wrong: ["x: y"] }],
  ["a process", { processesLeft: 1 }],
  ["a folder", { foldersLeft: 1 }],
  ["open descriptors", { descriptorsGrown: 50 }],
  ["a parent that grows", { parentMbEnd: 500 }],
  ["a cell that grows", { largestCellMb: 2000 }],
])("%s that is left is a fault", (_, left) => {
  expect(faultsOf(CLEAN)).toEqual([]);
  expect(faultsOf({ ...CLEAN, ...left })).toHaveLength(1);
});

const store = temporaryStore();
afterAll(() => store.remove());

test("the run that looks for traces finds them where nothing is rewound", async () => {
  const sandbox = openSandbox(store.path, 1);
  const { signal } = new AbortController();
  const cell = await sandbox.lease();
  const found = [];
  for (let lap = 0; lap < 2; lap++) {
    const outcome = await cell.run(programOf(TRACE_JOB.code), { signal });
    found.push(TRACE_JOB.judge(outcome));
  }
  await cell.rewind();
  found.push(TRACE_JOB.judge(await cell.run(programOf(TRACE_JOB.code), { signal })));
  await sandbox.close();
  expect(found).toEqual([null, expect.stringContaining("it found"), null]);
}, 120_000);

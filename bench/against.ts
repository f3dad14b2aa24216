// Has a step become slower than at another commit? `bun bench/against.ts COMMIT [--quick]`, both in one run: our contestant
// of bench/step from a worktree of that commit, and the one that stands here, lap by lap in turn. Needs git.
import { symlinkSync } from "node:fs";
import { join } from "node:path";

import { type ContestantProcess, startContestant } from "./step/contestant-process.ts";
import { progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const ROOT = join(import.meta.dir, "..");
const PROGRAM = "bench/step/glassbox.ts";
const STEPS = 150;

const [commit, ...flags] = process.argv.slice(2);
if (commit === undefined || commit.startsWith("-")) {
  console.error("against which commit? bun bench/against.ts COMMIT [--quick]");
  process.exit(2);
}

await runBench(
  "against",
  ({ quick }) => withTempFolder((folder) => measure(folder, commit, quick ? 10 : 40)),
  flags,
);

async function measure(folder: string, before: string, rounds: number) {
  const tree = join(folder, "tree");
  git("worktree", "add", "--detach", "--quiet", tree, before);
  try {
    symlinkSync(join(ROOT, "node_modules"), join(tree, "node_modules"));
    const racers = [
      startContestant({ name: "before", program: join(tree, PROGRAM) }, join(folder, "before")),
      startContestant({ name: "now", program: join(ROOT, PROGRAM) }, join(folder, "now")),
    ];
    return { figures: await race(racers, rounds) };
  } finally {
    git("worktree", "remove", "--force", tree);
  }
}

/** Laps in turn, so that a slow moment of the machine hits both. */
async function race(racers: readonly ContestantProcess[], rounds: number) {
  const laps: Record<string, number[]> = { before: [], now: [] };
  const ratios: number[] = [];
  try {
    for (let round = -5; round < rounds; round++) {
      progress(round < 0 ? "warming up" : `round ${round + 1} of ${rounds}`);
      const lap: Record<string, number> = {};
      for (const racer of racers) lap[racer.name] = await racer.lap(STEPS);
      if (round < 0) continue;
      for (const { name } of racers) laps[name]!.push(lap[name]!);
      ratios.push(lap["now"]! / lap["before"]!);
    }
    for (const racer of racers) await racer.end();
  } finally {
    for (const racer of racers) await racer.kill();
  }
  return {
    usPerStepBefore: median(laps["before"]!),
    usPerStepNow: median(laps["now"]!),
    ratioToBefore: median(ratios),
  };
}

function git(...args: readonly string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(["git", ...args], { cwd: ROOT });
  if (exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${stderr.toString().trim()}`);
}

// What keeping the files of a run costs, against a shadow git repository (`add --all`, `write-tree`, `read-tree`), as coding
// agents keep one: the same tree, the same edits, the same moments to go back to, and equal digests. Captures of named paths are
// on the disk (fsync) when they return; git's loose objects are not, by its standard settings, which are left alone, and what a
// look at the whole folder finds is not before the next call. A restore is on record on the disk when it answers, with all that
// completes it after a power cut; its files are a little later (`restoreMsOnDisk`). Those of git are whenever the system likes.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { digestOf, diskBytes } from "./files/digest.ts";
import { applyEdits, editSteps } from "./files/edits.ts";
import { Ours } from "./files/ours.ts";
import { ShadowGit } from "./files/shadow-git.ts";
import { plantTree } from "./files/tree.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median, percentile } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

await runBench("files", ({ quick }) =>
  withTempFolder((folder) => measure(folder, quick ? 20 : 60, quick ? 3 : 5)),
);

async function measure(folder: string, steps: number, restores: number): Promise<Measured> {
  const dirs = ["git", "touched", "scanned"].map((name) => join(folder, name));
  const [gitDir, touchedDir, scannedDir] = dirs as [string, string, string];
  for (const dir of dirs) mkdirSync(dir);
  progress("planting three equal trees");
  const paths = dirs.map((dir) => plantTree(dir))[0]!;
  const figures: Record<string, number> = { files: paths.length, treeMb: megabytes(gitDir) };

  progress("first captures");
  const git = new ShadowGit(join(folder, "repository"), gitDir);
  const touched = await Ours.open(join(folder, "home-touched"), touchedDir);
  const scanned = await Ours.open(join(folder, "home-scanned"), scannedDir);
  figures["firstMsGit"] = await timed(() => git.capture());
  figures["firstMsOurs"] = await timed(() => scanned.scan());
  await touched.scan();

  const times = { git: [] as number[], touched: [] as number[], scanned: [] as number[] };
  const trees: string[] = [];
  const events: number[] = [];
  // Where the way back leads to. A digest at every step would leave its garbage to us to clear, and not to git.
  const targets = Array.from({ length: restores }, (_, at) =>
    Math.floor((steps * (((at + 1) * 3) % (restores + 1))) / (restores + 1)),
  );
  const digests = new Map<number, string>();
  for (const [step, edits] of editSteps(paths, steps).entries()) {
    if (step % 10 === 0) progress(`step ${step} of ${steps}`);
    applyEdits(gitDir, edits);
    times.git.push(await timed(() => void trees.push(git.capture())));
    const touches = edits.map(({ path }) => path);
    const { milliseconds } = await touched.touched(
      touches,
      () => void applyEdits(touchedDir, edits),
    );
    times.touched.push(milliseconds);
    applyEdits(scannedDir, edits);
    times.scanned.push(await timed(async () => void events.push(await scanned.scan())));
    if (targets.includes(step)) digests.set(step, digestOf(gitDir));
    Bun.gc(true);
  }
  for (const dir of [touchedDir, scannedDir]) same(digestOf(dir), digestOf(gitDir), dir);

  const back = { git: [] as number[], ours: [] as number[], onDisk: [] as number[] };
  // One event before and one after each call, after the first event of the branch and the first look.
  const eventOf = {
    scanned: (step: number) => events[step]!,
    touched: (step: number) => 4 + 2 * step,
  };
  let here = steps - 1;
  for (const step of targets) {
    progress(`from step ${here} to step ${step}`);
    back.git.push(await timed(() => git.restore(trees[step]!)));
    const { scanned: scan, touched: touch } = eventOf;
    const restores = [
      { ours: scanned, from: scan(here), to: scan(step) },
      { ours: touched, from: touch(here), to: touch(step) },
    ];
    for (const { ours, from, to } of restores) {
      const answered = await timed(() => ours.restore(from, to));
      back.ours.push(answered);
      back.onDisk.push(answered + (await timed(() => ours.onDisk())));
    }
    for (const dir of dirs) same(digestOf(dir), digests.get(step)!, dir);
    Bun.gc(true);
    here = step;
  }
  await Promise.all([touched.close(), scanned.close()]);

  const gitMb = megabytes(join(folder, "repository"));
  const oursMb = megabytes(scanned.store);
  return {
    figures: {
      ...figures,
      captureMsGit: median(times.git),
      captureMsTouched: median(times.touched),
      captureMsScan: median(times.scanned),
      captureP95MsGit: percentile(times.git, 0.95),
      captureP95MsTouched: percentile(times.touched, 0.95),
      captureP95MsScan: percentile(times.scanned, 0.95),
      restoreMsGit: median(back.git),
      restoreMsOurs: median(back.ours),
      restoreMsOnDisk: median(back.onDisk),
      touchedSpeedup: median(times.git) / median(times.touched),
      scanSpeedup: median(times.git) / median(times.scanned),
      restoreSpeedup: median(back.git) / median(back.ours),
      gitMb,
      oursMb,
      sizeRatio: oursMb / gitMb,
    },
  };
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function megabytes(folder: string): number {
  return diskBytes(folder) / 1024 / 1024;
}

function same(found: string, wanted: string, where: string): void {
  if (found !== wanted) throw new Error(`${where} is not as it was`);
}

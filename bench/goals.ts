// How many goals a model of 135 million parameters plans right, beside what everybody does with it: constrained JSON.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { KernelError, unavailable } from "../kernel/error.ts";
import { constrainedJson } from "./goals/constrained-json.ts";
import { figuresOf, type Half, named } from "./goals/figures.ts";
import { type Golden, parseGoals, type Part, readGoals } from "./goals/golden.ts";
import { type GoalsHouse, openGoalsHouse } from "./goals/house.ts";
import { findOllama, type OllamaServer } from "./goals/ollama.ts";
import { type GoalsOptions, parseOptions } from "./goals/options.ts";
import { attempt, type Attempt } from "./goals/ours.ts";
import { retrieve } from "./goals/retrieved.ts";
import { sample } from "./goals/sample.ts";
import { runProved } from "./goals/train.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const MODEL = "smollm2:135m";
const EMBEDDER = "all-minilm";
/** Goals between two lines for people. */
const PROGRESS = 20;
const GOALS = join(import.meta.dir, "goals");

await refusing(async () => {
  const { options, rest } = parseOptions(process.argv.slice(2));
  await runBench("goals", ({ quick }) => measure(options, quick), rest);
});

async function measure(options: GoalsOptions, quick: boolean): Promise<Measured> {
  const all = goalsOf(options);
  const ollama = await findOllama([MODEL, EMBEDDER]);
  return withTempFolder(async (folder) => {
    await using open = await openGoalsHouse(all, folder);
    const pick = (part: Part) => pickHalf(all, part, options, quick);
    const dev = await planHalf(open, pick("dev"), options);
    const report = await planHalf(open, pick("report"), options);
    refuseUnasked([...dev.single, ...dev.multi, ...report.single, ...report.multi]);
    // Where both halves are planned, the one kept for the report is compared.
    const halves =
      report.single.length + report.multi.length > 0
        ? { dev, report: await compared(open, ollama, report, options) }
        : { report, dev: await compared(open, ollama, dev, options) };
    return { figures: { ...figuresOf(halves.report), ...named(figuresOf(halves.dev), "Dev") } };
  });
}

function goalsOf({ file, only }: GoalsOptions): Golden[] {
  const files =
    file === undefined ? ["single", "multi"].map((name) => join(GOALS, `${name}.jsonl`)) : [file];
  const goals = files.flatMap(readGoals);
  return goals.filter((goal) => only === undefined || isSingle(goal) === (only === "single"));
}

function isSingle({ steps }: Golden): boolean {
  return steps.length === 1;
}

/** The goals of one half that are measured; a quick bench keeps to the one for the report. */
function pickHalf(
  all: readonly Golden[],
  part: Part,
  options: GoalsOptions,
  quick: boolean,
): Golden[] {
  const wanted = quick && options.part === "all" ? "report" : options.part;
  if (wanted !== "all" && wanted !== part) return [];
  const half = all.filter((goal) => goal.part === part);
  if (!quick) return half;
  return [...sample(half.filter(isSingle)), ...sample(half.filter((goal) => !isSingle(goal)))];
}

async function planHalf(
  open: GoalsHouse,
  goals: readonly Golden[],
  options: GoalsOptions,
): Promise<Half> {
  const single = goals.filter(isSingle);
  return {
    retrieved: await each("tools for", single, (goal) => retrieve(open, goal)),
    single: await planAll(open, single, options),
    multi: await planAll(
      open,
      goals.filter((goal) => !isSingle(goal)),
      options,
    ),
    baseline: [],
    after: [],
  };
}

/** The single-step goals once more: as everybody does it, and after other goals were proved in the same home. */
async function compared(
  open: GoalsHouse,
  ollama: OllamaServer,
  half: Half,
  options: GoalsOptions,
): Promise<Half> {
  if (half.single.length === 0) return half;
  // Not goal by goal: the server loads a model anew for another size of its window.
  const baseline = await each("constrained JSON for", half.retrieved, (one) =>
    constrainedJson(ollama, MODEL, one),
  );
  const text = open.pages.local(readFileSync(join(GOALS, "train.jsonl"), "utf8"));
  const others = parseGoals(text, "train.jsonl");
  progress(`${others.length} other goals, each done and proved`);
  await runProved(open, others);
  const goals = half.single.map(({ goal }) => goal);
  return { ...half, baseline, after: await planAll(open, goals, options) };
}

async function planAll(
  open: GoalsHouse,
  goals: readonly Golden[],
  { examples, verbose }: GoalsOptions,
): Promise<Attempt[]> {
  const planned = await each("a plan for", goals, (goal) =>
    attempt(open, goal, { model: `ollama/${MODEL}`, examples }),
  );
  if (verbose) for (const one of planned) if (!one.solved) showMiss(one);
  return planned;
}

async function each<T, R>(
  what: string,
  all: readonly T[],
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (const one of all) {
    if (done.length % PROGRESS === 0) progress(`${what} goal ${done.length + 1} of ${all.length}`);
    done.push(await work(one));
  }
  return done;
}

function showMiss({ goal, got }: Attempt): void {
  const expected = goal.steps.map(({ tool, args }) => `${tool} ${JSON.stringify(args)}`).join("; ");
  progress(`missed: ${goal.goal}\n  expected ${expected}\n  got      ${got}`);
}

/** Figures without a single model call would be of something else than planning. */
function refuseUnasked(attempts: readonly Attempt[]): void {
  if (attempts.some(({ calls }) => calls > 0)) return;
  const said = attempts[0]?.got ?? "there is no goal in this half";
  throw unavailable(
    `no goal was planned with a model: ${said}`,
    "see bun bench/goals.ts --verbose",
  );
}

/** Nothing is measured where something is missing: exit 2 for the caller's words, else 1, with the mend. */
async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    console.error(`${error.message}${error.hint === undefined ? "" : `: ${error.hint}`}`);
    process.exit(error.code === "usage" ? 2 : 1);
  }
}

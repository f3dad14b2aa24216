import { progress } from "../support/bench.ts";
import { type Count, figuresOf } from "./figures.ts";
import { type Kill, killName } from "./kill.ts";
import { everyKill, laterKills, sample } from "./matrix.ts";
import { pool } from "./pool.ts";
import { KINDS, type Task } from "./task.ts";
import { type Trial, trial } from "./trial.ts";

export interface Extent {
  readonly steps: number;
  readonly seeds: readonly number[];
  /** Seeds with which the tool is also tried in a process of its own. */
  readonly besideSeeds: readonly number[];
  /** How many first points are drawn of those there are, for each kind, or for each peer. */
  points(seed: number): Record<"inside" | "beside" | "peers", number>;
  /** Kills of one run: the first where its point says, the others in what recovery does. */
  readonly kills: (seed: number) => number;
}

interface Entry {
  readonly task: Task;
  readonly kills: readonly Kill[];
  readonly found: Trial;
}

/** Our own kernel through the whole matrix. */
export async function killOurs(extent: Extent): Promise<Record<string, number>> {
  progress("runs without a kill");
  const controls = await pool(tasksOf(extent).map((task) => () => enter(task, [])));
  const wanted = controls.flatMap(({ task, found }) =>
    killsOf(task, found.ending?.commits ?? [], extent).map((kills) => ({ task, kills })),
  );
  const killed = await pool(
    wanted.map((one) => () => enter(one.task, one.kills)),
    (done) => done % 50 === 0 && progress(`run ${done} of ${wanted.length}`),
  );
  const entries = [...controls, ...killed];
  const count = (suffix: string, of: (entry: Entry) => boolean) =>
    figuresOf(entries.filter(of).map(countOf), suffix);
  return {
    ...count("", () => true),
    needlessQuestions: entries.filter(({ found }) => found.needless > 0).length,
    wrongRuns: entries.filter(({ found }) => found.faults.length > 0).length,
    ...Object.assign(
      {},
      ...KINDS.map((kind) => count(capital(kind), ({ task }) => task.kind === kind)),
    ),
  };
}

function tasksOf({ seeds, besideSeeds, steps }: Extent): Task[] {
  return KINDS.flatMap((kind) => [
    ...seeds.map((seed) => ({ kind, seed, steps, server: "inside" as const })),
    ...besideSeeds.map((seed) => ({ kind, seed, steps, server: "beside" as const })),
  ]);
}

async function enter(task: Task, kills: readonly Kill[]): Promise<Entry> {
  const found = await trial(task, kills);
  const about = `${task.kind} ${task.server} seed ${task.seed} [${kills.map(killName).join(" ")}]`;
  for (const fault of found.faults) progress(`${about}: ${fault}`);
  return { task, kills, found };
}

function killsOf(task: Task, commits: readonly number[], { points, kills }: Extent): Kill[][] {
  const { kind, seed, server } = task;
  const drawn = sample(
    everyKill(task, commits),
    points(seed)[server],
    seed * 10 + KINDS.indexOf(kind),
  );
  return drawn.map((first, index) => {
    return [first, ...laterKills(first, kills(seed) - 1, seed * 1000 + index)];
  });
}

function countOf({ found: { kills, duplicates, missing, ending } }: Entry): Count {
  const questions = ending?.doubts.length ?? 0;
  const unfinished = Number(ending?.outcome !== "done");
  return { runs: 1, kills, duplicates, missing, questions, unfinished };
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}

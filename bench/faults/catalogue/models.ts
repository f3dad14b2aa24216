import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../../kernel/json.ts";
import type { Script } from "../../../plugins/model-scripted/index.ts";
import { json, packs, said, step, steps } from "../../support/nonsense.ts";
import { openPlanningHouse, type Size } from "../../support/planning-house.ts";
import type { Ending, Fault } from "../fault.ts";
import { ending, settled } from "../play.ts";
import type { Stage } from "../stage.ts";

const GOAL = "Write hello to out.md";
const RIGHT_STEP = step("files__files_write", { path: "out.md", content: "hello" });

interface ModelFault {
  readonly name: string;
  readonly bar?: Fault["bar"];
  readonly script: Script;
  readonly size?: Size;
  readonly budget?: JsonObject;
  /** Somebody stops the run as soon as the model was asked. */
  readonly isStopped?: boolean;
}

/** Models that are asked for a plan. Whatever they say, the file is written as the goal says or not at all. */
const PLANNING: readonly ModelFault[] = [
  { name: "the model refuses", script: () => said("I'm sorry, but I can't help with that.") },
  { name: "the model says the same forever", script: () => said("Let me think about it again.") },
  {
    name: "the model is cut off",
    script: packs({
      text: JSON.stringify(steps(RIGHT_STEP)).slice(0, -20),
      isCutOff: true,
      ignoresSchema: true,
    }),
  },
  {
    name: "the model invents a tool",
    script: packs(json(steps(step("files__files_shred", { path: "out.md" })))),
  },
  {
    name: "the model invents a tool, small",
    size: "small",
    script: packs(json(steps(step("files__files_shred", { path: "out.md" })))),
  },
  {
    name: "the model invents a tool once",
    bar: "right",
    script: packs(json(steps(step("files__files_shred", { path: "out.md" }))), json(RIGHT_STEP)),
  },
  {
    name: "the model gives wrong arguments once",
    bar: "right",
    script: packs(json(steps(step("files__files_write", { wrong: 1 }))), json(RIGHT_STEP)),
  },
  {
    name: "the model writes elsewhere",
    script: packs(json(steps({ ...RIGHT_STEP, args: { path: "other.md", content: "hello" } }))),
  },
  {
    name: "the model repeats its step",
    script: packs(json(steps(...Array.from({ length: 40 }, () => RIGHT_STEP)))),
  },
  { name: "the model's server fails", script: () => new Error("socket hang up") },
  {
    name: "the model never answers, with a budget of a second",
    script: () => ({ text: "", delay: 3_600_000 }),
    budget: { seconds: 1 },
  },
  {
    name: "the model never answers, and somebody stops the run",
    script: () => ({ text: "", delay: 3_600_000 }),
    isStopped: true,
  },
];

export const MODEL_FAULTS: readonly Fault[] = PLANNING.map((fault) => ({
  name: fault.name,
  bar: fault.bar ?? "safe",
  play: (stage) => plan(stage, fault),
}));

async function plan(
  stage: Stage,
  { script, size = "large", budget, isStopped }: ModelFault,
): Promise<Ending> {
  const { home, world } = stage;
  const struck: Script = (call) => {
    world.strike("the model was asked");
    return typeof script === "function" ? script(call) : script[call.index]!;
  };
  await using planning = await openPlanningHouse(struck, size, { home });
  const { house } = planning;
  const run = await house.start(undefined, { goal: GOAL, yes: true, ...(budget && { budget }) });
  if (isStopped) {
    while (world.struck() === 0) await Bun.sleep(5);
    await house.call("run.stop", { run });
  }
  const end = await settled(house, run);
  const out = join(house.dir, "out.md");
  const isTrue = existsSync(out) && readFileSync(out, "utf8") === "hello";
  return ending(house, end, isTrue);
}

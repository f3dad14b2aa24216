import { verify } from "../support/verify.ts";
import { asKernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type House, type HouseOptions, openHouse, type Report } from "../support/kernel.ts";
import type { Ending, Said } from "./fault.ts";
import type { Task } from "./plans.ts";
import type { Stage } from "./stage.ts";
import type { World } from "./world.ts";

/** Nothing that is played here needs so long, even on a slow machine; who is not there by then hangs. */
export const DEADLINE_MS = 15_000;

export const ALLOWED = ["world__put", "world__post", "world__send"];

export interface PlayOptions extends Omit<HouseOptions, "home"> {
  readonly budget?: JsonObject;
  /** A person who answers what the run asks, knowing the world. */
  readonly person?: (world: World) => string;
  /** What comes after the run has come to rest without an end, and before it is resumed. */
  readonly mend?: () => void | Promise<void>;
  /** A task that has to be possible in the same house afterwards. */
  readonly afterwards?: Task;
}

/** Has one task done in a house of its own, with whatever happens on the way, and says how that ended. */
export async function play(stage: Stage, task: Task, options: PlayOptions = {}): Promise<Ending> {
  const { budget, person, mend, afterwards, ...house } = options;
  const opened = await openHouse({ callTimeout: 5000, ...house, home: stage.home });
  try {
    const run = await started(opened, task, budget);
    if (typeof run !== "string") return ending(opened, run, task.isDone(stage.world));
    let end = await settled(opened, run);
    if (mend && end.said === "stopped") {
      await mend();
      end = await resumed(opened, run);
    }
    if (person) end = await answered(opened, end, person(stage.world));
    const isTrue = task.isDone(stage.world);
    const broken = afterwards && (await brokenBy(opened, afterwards));
    return ending(opened, broken ?? end, isTrue);
  } finally {
    await opened.close();
  }
}

interface Rest {
  readonly said: Said;
  readonly reason: string;
  readonly asks: readonly JsonObject[];
}

export const stopped = (reason: string): Rest => ({ said: "stopped", reason, asks: [] });

/** The run's id, or why it was not even begun. */
async function started(
  house: House,
  { plan }: Task,
  budget: JsonObject = {},
): Promise<string | Rest> {
  try {
    return await house.start(plan, { allow: ALLOWED, budget });
  } catch (error) {
    return stopped(asKernelError(error).message);
  }
}

/** Goes on with a run (by default the one that was interrupted), until it comes to rest again. */
export async function resumed(house: House, name?: string): Promise<Rest> {
  const named: JsonObject = name === undefined ? {} : { run: name };
  const { run } = await house.call<{ run: string }>("run.resume", named);
  return settled(house, run);
}

/** What a person says who is asked; that nobody is asked is not what was wanted either. */
export async function answered(house: House, end: Rest, value: string): Promise<Rest> {
  const [ask] = end.asks;
  if (!ask) return stopped(`nobody was asked, and it ended with: ${end.reason}`);
  const run = String(ask["run"]);
  await house.call("run.answer", { run, value });
  return settled(house, run);
}

export async function settled(house: House, run: string): Promise<Rest> {
  const report = await Promise.race([house.settled(run), Bun.sleep(DEADLINE_MS)]);
  if (report) return restOf(report);
  const last = house.events(run).at(-1)?.type ?? "nothing";
  return { said: "hang", reason: `after ${last} nothing came for ${DEADLINE_MS} ms`, asks: [] };
}

function restOf({ outcome, reason, asks, ...report }: Report): Rest {
  const error = report["error"] as { readonly message: string } | undefined;
  const asked = asks.map(({ question }) => String(question)).join("; ");
  const said = outcome === "done" ? "done" : "stopped";
  return { said, reason: reason || error?.message || asked, asks };
}

/** Null when a task can be done as if nothing had been. */
async function brokenBy(house: House, task: Task): Promise<Rest | undefined> {
  const run = await started(house, task);
  const end = typeof run === "string" ? await settled(house, run) : run;
  if (end.said === "done") return undefined;
  return { ...end, said: "hang", reason: `nothing goes on afterwards: ${end.reason}` };
}

export function ending(house: House, { said, reason }: Rest, isTrue: boolean): Ending {
  const verdict = verify(house.kernel.ledger);
  const [fault] = verdict.faults;
  if (!verdict.ok) console.error(`ledger: ${fault?.oseq}: ${fault?.what}`);
  return { said, reason, isTrue, ledger: verdict.ok ? "intact" : "broken" };
}

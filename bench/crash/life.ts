// One life of a kernel: it opens the home that it is given, begins the task or goes on with it, and tells how it ended,
// unless it is killed at the point it was given. `bun bench/crash/life.ts '{"home": …}'`
import { z } from "zod";

import { verify } from "../support/verify.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { type House, openHouse } from "../support/kernel.ts";
import { arm } from "./arm.ts";
import { tally } from "./counter.ts";
import { serverBeside, serverInside } from "./counter-server.ts";
import { killSchema } from "./kill.ts";
import type { Ending } from "./ending.ts";
import { planOf, type Task, taskSchema } from "./task.ts";
import { unguardedSteps } from "./unguarded.ts";
import { type World, worldIn } from "./world.ts";

const given = z.strictObject({
  home: z.string(),
  task: taskSchema,
  kill: killSchema.nullable(),
  guard: z.enum(["on", "off"]),
});

/** A given plan needs nobody who plans, and a life is shorter without them. */
const NOT_NEEDED = ["retrieval", "reflector", "planner", "skills"];

const { home, task, kill, guard } = given.parse(JSON.parse(process.argv[2] ?? "{}"));
const world = worldIn(home);
let reached: Parameters<typeof serverInside>[2] = () => {};
const house = await openHouse({
  home,
  isBare: true,
  servers: [
    task.server === "inside"
      ? serverInside(world, task, (point, step) => reached(point, step))
      : serverBeside(home, task, kill),
  ],
  ...(guard === "off"
    ? { without: [...NOT_NEEDED, "steps"], plugins: [unguardedSteps()] }
    : { without: NOT_NEEDED }),
});
const commits = commitsOf(house);
if (kill) reached = arm(house, kill);
const run = await takeUp(house, task);
await toTheEnd(house, run, world);
console.log(JSON.stringify(endingOf(house, run)));
await house.close();
process.exit(0);

/** Grows while the run does. */
function commitsOf({ kernel: { ledger } }: House): readonly number[] {
  const found: number[] = [];
  ledger.onCommit((events) => {
    const last = events.findLast(({ subject }) => subject.startsWith("run/"));
    if (last) found.push(last.bseq);
  });
  return found;
}

/** A run of which nothing is on record was acknowledged to nobody: whoever wanted it starts it again. */
async function takeUp(house: House, task: Task): Promise<string> {
  const known = house.kernel.ledger.branches({ subjectPrefix: "run/" })[0]?.id;
  if (known === undefined) return house.start(planOf(task), { allow: ["counter__*"] });
  if (house.state(known).outcome === null) await house.call("run.resume", { run: known });
  return known;
}

/** A question is answered as a person would who looks at the world outside. */
async function toTheEnd(house: House, run: string, { counter }: World): Promise<void> {
  while (house.state(run).outcome === null) {
    const { outcome, standing, reason } = await house.settled(run);
    if (outcome !== null) return;
    const asks = Object.entries(house.state(run).asks);
    const open = asks.find(([, { kind, answer }]) => kind === "doubt" && answer === null);
    if (!open) throw new Error(`the run is ${standing} and asks about no doubt: ${reason}`);
    const [ask, { step }] = open;
    const times = tally(counter, [step!])[step!]!;
    await house.call("run.answer", { run, ask, value: times > 0 ? "happened" : "repeat" });
  }
}

function endingOf(house: House, run: string): Ending {
  const events = house.events(run);
  const { outcome, reason } = events.at(-1)!.data as { outcome: string; reason: string };
  const doubts = events.filter(isDoubt).map(({ data }) => String(data!["step"]));
  const { ok } = verify(house.kernel.ledger);
  return { outcome, reason, commits: [...commits], doubts, open: unanswered(events), isIntact: ok };
}

function isDoubt({ type, data }: LedgerEvent): boolean {
  return type === "ask.opened" && data!["kind"] === "doubt";
}

/** Steps of intents that no result came for, in the order in which they were written. */
function unanswered(events: readonly LedgerEvent[]): string[] {
  const answered = new Set(
    events
      .filter(({ type }) => type === "tool.finished" || type === "tool.deferred")
      .map(({ data }) => data!["call"]),
  );
  return events
    .filter(({ type, data }) => type === "tool.intended" && data!["purpose"] === "step")
    .filter(({ id }) => !answered.has(id))
    .map(({ data }) => String(data!["step"]));
}

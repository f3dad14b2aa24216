import { type EventDraft, type LedgerEvent, text } from "../../kernel/event.ts";
import { runOf } from "../../kernel/fold/account.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { templateOf } from "../../kernel/plan.ts";
import { type Draft, drafting } from "../../kernel/run/draft.ts";
import { unavailable, usage } from "../../kernel/error.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Driver } from "../contracts/driver.ts";
import type { Lifecycle } from "../contracts/lifecycle.ts";
import { type Edits, editsOf } from "./edits.ts";
import type { ForkInput } from "./fork-input.ts";
import { goneSince } from "./gone.ts";
import { giveBack } from "./give-back.ts";
import { happenedBeside, intentsOf } from "./happened.ts";
import { raisedLimits, wholeBudget } from "./limits.ts";
import { addressesOf, assertPlanned, beforeItsEnd, type Moment, momentOf } from "./moment.ts";
import { editedPlan } from "./plan-edit.ts";
import { lookAgain, tell } from "./told.ts";
import { atMoment } from "./wanted.ts";

export async function fork(host: Host, given: ForkInput, actor: string) {
  const { ledger } = host.kernel();
  const named = momentOf(host, given.run);
  const isFresh = given.goal !== undefined || given.set.some(({ path }) => path === "goal");
  const moment = isFresh ? named : beforeItsEnd(host, named);
  if (named.state.outcome === "done" && isAsBefore(given))
    throw usage(
      `run ${named.run} is done, and nothing would be otherwise in its fork`,
      "name an earlier event, or what is to be otherwise: --goal, --set",
    );
  const { run, drafts, told, count } = await prepare(host, moment, given, actor);
  // Nothing is touched before all that was asked for is known to be possible.
  const files = given.files ? await filesAt(host, moment, run, given, actor) : null;
  const looks = await lookAgain(host, run, run, moment.state);
  const [forked, ...rest] = drafts;
  const parent = { branch: moment.branch, at: moment.at };
  const branch = { id: run, subject: `run/${run}`, root: moment.state.root, parent };
  await ledger.append([forked!, ...looks, ...rest, ...told()], [branch]);
  await host.provided<Lifecycle>("lifecycle").get("runs")!.resume(run);
  const label = addressesOf(host).label(run);
  return { run, label, of: moment.run, at: moment.at, told: count, files };
}

function isAsBefore({ goal, model, set, files }: ForkInput): boolean {
  return goal === undefined && model === undefined && set.length === 0 && !files;
}

async function filesAt(
  host: Host,
  moment: Moment,
  fork: string,
  { onConflict: how }: ForkInput,
  actor: string,
): Promise<JsonObject> {
  const order = { kind: "fork", of: `run/${fork}`, actor, onConflict: how };
  const given = await giveBack(host, moment.state.dir, atMoment(host, moment), order);
  return given as object as JsonObject;
}

/** Everything that the new run begins with. Throws with nothing on record. */
async function prepare(host: Host, moment: Moment, given: ForkInput, actor: string) {
  const { runs, ledger } = host.kernel();
  const { state, branch: from, at } = moment;
  const named = { goal: given.goal ?? null, model: given.model ?? null };
  const edits = editsOf(given.set, named, state, host.needs("validator"));
  const { ids, tools, workspace } = runs.services;
  const run = ids.short();
  const id = ids.event();
  const draft = drafting(run, actor, run);
  const offered = await tools.list(workspace.open(state.dir));
  const isFresh = edits.goal !== null;
  if (!isFresh) assertPlanned(moment);
  const checked =
    edits.plan && !isFresh ? host.needs("plans").check(edits.plan, offered, state.access) : null;
  const account = runs.account(state.root);
  const budget = wholeBudget(given.budget);
  const forked: Payload<"run.forked"> = {
    run,
    from,
    at,
    by: actor,
    driver: await driverFor(host, state.driver, edits, given.yes),
    plan: checked && state.plan ? editedPlan(state.plan, checked) : null,
    fresh: isFresh,
    budget,
    limits: raisedLimits(account, runOf(account, from), budget),
  };
  const keeps = forked.plan?.keeps;
  const begun = ledger.get(state.plan?.event ?? "")?.bseq ?? 0;
  // What steps did that begin again is news to it; what plans did that are over is not.
  const isKept = ({ data, bseq }: LedgerEvent) =>
    !keeps || bseq < begun || keeps.includes(templateOf(text(data?.["step"])).template);
  const known = isFresh ? new Set<string>() : intentsOf(ledger, from, at, isKept);
  const effects = happenedBeside(ledger, state.root, known);
  const drafts: EventDraft[] = [
    { ...draft("run.forked", forked), id },
    ...takeOver(host, moment, draft),
    ...(edits.goal === null
      ? []
      : [draft("goal.set", { text: edits.goal, input: state.goal!.input })]),
    ...edited(edits, draft, actor, id),
  ];
  // What of its files is gone is known once they have been given back.
  const told = () => tell(draft, effects, goneSince(host, moment), id);
  return { run, drafts, told, count: effects.length };
}

/** A run of another device goes on here as a run of this one. */
function takeOver(host: Host, { state }: Moment, draft: Draft): EventDraft[] {
  const { origin, epoch } = host.kernel().ledger;
  if (state.owner === null || state.owner.origin === origin) return [];
  return [draft("run.claimed", { origin, epoch })];
}

function edited({ facts, answers }: Edits, draft: Draft, by: string, source: string): EventDraft[] {
  return [
    ...Object.entries(facts).map(([name, fact]) =>
      draft("fact.learned", { name, value: fact, source, trust: "person" }),
    ),
    ...Object.entries(answers).map(([ask, answer]) =>
      draft("ask.answered", { ask, value: answer, by, via: "fork" }),
    ),
  ];
}

/** The driver as the fork has it: a yes of before was said to another run. Null: it stays as it is. */
async function driverFor(
  host: Host,
  driver: Pinned,
  { goal, model }: Edits,
  yes: boolean,
): Promise<Pinned> {
  if (driver === null) return null;
  if (model !== null) {
    if (driver.name === "plan" && goal === null)
      throw usage(
        "this run goes by a plan that was given to it: no model plans it",
        "leave --model out",
      );
    // A model that is not there is a slip, and the fork would only find out when it plans.
    await host.needs("models").choose(model);
  }
  const { yes: _, ...kept } = driver.options;
  const options = { ...kept, ...(model === null ? {} : { model }), ...(yes ? { yes } : {}) };
  // A given plan knows no other goal.
  const planner = driver.name === "plan" && goal !== null ? goalDriver(host) : driver;
  return { name: planner.name, hash: planner.hash, options };
}

type Pinned = Moment["state"]["driver"];

function goalDriver(host: Host): Pick<Driver, "name" | "hash"> {
  const driver = host.provided<Driver>("driver").get("goal");
  if (driver) return driver;
  throw unavailable("nothing here plans for a goal", "glassbox doctor names what failed");
}

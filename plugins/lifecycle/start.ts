import type { Place } from "../contracts/captured.ts";
import type { Decisions } from "../contracts/decisions.ts";
import type { Proposal } from "../contracts/driver.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import type { EventDraft } from "../../kernel/event.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Runs } from "../../kernel/run/runs.ts";
import type { Prepared, RunRequest } from "../contracts/lifecycle.ts";
import type { StandingGrants } from "../contracts/standing-grants.ts";
import { driverOf } from "./drivers.ts";
import { planDriver } from "./plan-driver.ts";
import { grantedShare } from "./shares.ts";

/** Throws as `startRun` does, with nothing on record. */
export async function prepareRun(runs: Runs, request: RunRequest): Promise<Prepared> {
  const { workspace, tools, clock, plans } = runs.services;
  const dir = workspace.open(request.dir);
  const offered = await tools.list(dir);
  const driver = driverOf(runs.services, request.plan ? planDriver.name : request.driver);
  const { goal, access, plan, options = {} } = request;
  const proposal = plan
    ? givenPlan(plan, request.parent ? "run" : "file")
    : await driver.first({ goal, dir, access, at: clock.now(), tools: offered, options });
  const checked = proposal && plans.check(proposal.plan, offered, access);
  return { dir, tools: offered, driver, proposal, checked };
}

/** Checks all that can be known, then puts the run on record and starts it. Throws with the ledger untouched. */
export async function startRun(runs: Runs, request: RunRequest): Promise<string> {
  const prepared = await prepareRun(runs, request);
  const { budget, release } = await grantedShare(runs, request);
  try {
    return await begin(runs, { ...request, budget }, prepared);
  } finally {
    release();
  }
}

async function begin(runs: Runs, request: RunRequest, prepared: Prepared): Promise<string> {
  const { ids, ledger, plans } = runs.services;
  const { dir, tools, driver, proposal, checked } = prepared;
  const needed = toolsNeeded(request, tools, checked);
  const grants = [...request.grants(checked, tools), ...standing(runs, request, needed)];
  const run = request.run ?? ids.short();
  const root = request.parent?.root ?? run;
  const { access, budget, actor } = request;
  const draft = drafting(run, actor);
  const bytes = request.input === undefined ? null : Buffer.from(request.input);
  const input = bytes && { blob: ledger.putBlob(bytes), bytes: bytes.length };
  const parent = request.parent?.place ?? null;
  const { name, hash } = driver;
  const pinned = { name, hash, options: request.options ?? {} };
  const before: EventDraft[] = [
    draft("run.started", { run, root, parent, dir, driver: pinned, access, budget }),
    draft("run.claimed", { origin: ledger.origin, epoch: ledger.epoch }),
    ...(await lookedAt(runs, request, { run, branch: run, dir })),
    { ...draft("goal.set", { text: request.goal, input }), id: ids.event() },
  ];
  const accepted = proposal && checked ? [plans.accepted(draft, proposal, checked)] : [];
  const drafts: EventDraft[] = [
    ...before,
    ...decided(runs, { run, before, drafts: accepted, proposal, driver: name }),
    ...grants.map((grant) =>
      draft("grant.given", { ...grant, grant: ids.short(), run, by: "person" }),
    ),
  ];
  await ledger.append(drafts, [{ id: run, subject: `run/${run}`, root }]);
  runs.adopt(run, tools);
  return run;
}

/** A run with a plan of its own calls the tools of that plan; what else there is, however much, is nothing to it. */
function toolsNeeded(
  { plan }: RunRequest,
  tools: readonly ToolDefinition[],
  checked: CheckedPlan | null,
): readonly ToolDefinition[] {
  if (!plan || !checked) return tools;
  const missing = new Set(Object.keys(checked.tools));
  const needed: ToolDefinition[] = [];
  for (const tool of tools) {
    if (missing.size === 0) break;
    if (missing.delete(toolKey(tool))) needed.push(tool);
  }
  return needed;
}

/** What a person has allowed for all runs; one that may only read is not in need of it. */
function standing({ services }: Runs, { access }: RunRequest, tools: readonly ToolDefinition[]) {
  if (access === "read") return [];
  const all = services.provided<StandingGrants>("standing-grants");
  return [...all.values()].flatMap((one) => one.given(tools));
}

/** The folder as it is, of a run that may change it. */
function lookedAt({ services }: Runs, { access }: RunRequest, place: Place) {
  if (access === "read") return [];
  return services.captures.look(place, { step: "", at: "start" });
}

function givenPlan(plan: JsonObject, kind: "file" | "run"): Proposal {
  return { plan, ground: { kind, name: "", hash: sha256(canonicalize(plan)), slots: {} } };
}

interface FirstPlan {
  readonly run: string;
  readonly before: readonly EventDraft[];
  readonly drafts: readonly EventDraft[];
  readonly proposal: Proposal | null;
  readonly driver: string;
}

/** The first plan with the decision that led to it, where somebody decided and decisions are kept. */
function decided(runs: Runs, { run, before, drafts, proposal, driver }: FirstPlan) {
  const decisions = runs.services.provided<Decisions>("decisions").get("decisions");
  const goal = before.at(-1)?.id;
  if (!decisions || !proposal?.reasons || drafts.length === 0) return drafts;
  const grounds = [...(goal === undefined ? [] : [goal]), ...proposal.reasons.grounds];
  const state = initialRunState(run);
  const reasons = { ...proposal.reasons, grounds };
  return decisions.record({ state, before, drafts, reasons, actor: `driver/${driver}` });
}

import type { Proposal } from "../contracts/driver.ts";
import type { EventDraft } from "../../kernel/event.ts";
import { canonicalize, type JsonObject, sha256 } from "../../kernel/json.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { Runs } from "../../kernel/run/runs.ts";
import type { Prepared, RunRequest } from "../contracts/lifecycle.ts";
import { driverOf } from "./drivers.ts";
import { planDriver } from "./plan-driver.ts";

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
  const { ids, ledger, plans } = runs.services;
  const { dir, tools, driver, proposal, checked } = await prepareRun(runs, request);
  const grants = request.grants(checked, tools);
  const run = request.run ?? ids.short();
  const root = request.parent?.root ?? run;
  const { access, budget, actor } = request;
  const draft = drafting(run, actor);
  const bytes = request.input === undefined ? null : Buffer.from(request.input);
  const input = bytes && { blob: ledger.putBlob(bytes), bytes: bytes.length };
  const parent = request.parent?.place ?? null;
  const { name, hash } = driver;
  const pinned = { name, hash, options: request.options ?? {} };
  const drafts: EventDraft[] = [
    draft("run.started", { run, root, parent, dir, driver: pinned, access, budget }),
    draft("run.claimed", { origin: ledger.origin, epoch: ledger.epoch }),
    draft("goal.set", { text: request.goal, input }),
    ...(proposal && checked ? [plans.accepted(draft, proposal, checked)] : []),
    ...grants.map((grant) =>
      draft("grant.given", { ...grant, grant: ids.short(), run, by: "person" }),
    ),
  ];
  await ledger.append(drafts, [{ id: run, subject: `run/${run}`, root }]);
  runs.adopt(run, tools);
  return run;
}

function givenPlan(plan: JsonObject, kind: "file" | "run"): Proposal {
  return { plan, ground: { kind, name: "", hash: sha256(canonicalize(plan)), slots: {} } };
}

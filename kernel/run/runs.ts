import { type Driver, planDriver, type Proposal } from "../driver.ts";
import { conflict, unavailable } from "../error.ts";
import type { EventDraft, LedgerEvent } from "../event.ts";
import { type AccountState, foldAccount } from "../fold/account.ts";
import type { RunState } from "../fold/run-state.ts";
import { canonicalize, type JsonObject, sha256 } from "../json.ts";
import { toolKey } from "../plan.ts";
import type { CheckedPlan } from "../ports/plans.ts";
import type { ToolDefinition } from "../ports/tools.ts";
import type { Payload } from "../vocabulary.ts";
import type { Services } from "./context.ts";
import { drafting } from "./draft.ts";
import { planDraft, RunLoop, type Standing } from "./loop.ts";
import { recoveryDrafts } from "./recover.ts";
import { accountAt, keepSnapshots, runStateAt } from "./state-at.ts";

type Started = Payload<"run.started">;
type Place = NonNullable<Started["parent"]>;
type GivenGrants = readonly { tools: string[]; args: string | null; ground: string }[];

export interface RunRequest {
  /** An id that is on record already, such as a child's in its parent's step. */
  readonly run?: string | undefined;
  readonly goal: string;
  readonly dir: string;
  readonly access: Started["access"];
  readonly driver: string;
  /** For the driver; pinned with it. */
  readonly options?: JsonObject | undefined;
  readonly plan?: JsonObject | undefined;
  readonly budget: Started["budget"];
  /** Data for the goal, never instructions. */
  readonly input?: string | undefined;
  readonly actor: string;
  readonly parent?: { readonly place: Place; readonly root: string } | undefined;
  /** Grants that a person gives along with the goal, in view of the checked plan. */
  grants(checked: CheckedPlan | null): GivenGrants;
}

/** The runs of this kernel: starts and resumes them, hands them events, and tells who follows. */
export class Runs {
  readonly #services: Services;
  readonly #loops = new Map<string, RunLoop>();
  readonly #accounts = new Map<string, AccountState>();
  readonly #reserved = new Map<string, Set<string>>();
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;

  constructor(services: Services) {
    this.#services = services;
    this.#stop = services.ledger.onCommit((events) => this.#committed(events));
  }

  /** Runs that this process is working on. */
  active(): readonly string[] {
    return [...this.#loops.keys()].filter((run) => this.standing(run)?.kind === "running");
  }

  /** Null for a run that no loop of this process holds: one that is over, or that nobody has taken up. */
  standing(run: string): Standing | null {
    return this.#loops.get(run)?.standing ?? null;
  }

  /** Called whenever a run changes its standing. Returns the way out. */
  onStanding(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  state(run: string, at?: number): RunState {
    const loop = at === undefined ? this.#loops.get(run) : undefined;
    return loop?.state ?? runStateAt(this.#services.ledger, run, this.#services.extensions, at);
  }

  account(root: string, row?: number): AccountState {
    const live = row === undefined ? this.#accounts.get(root) : undefined;
    return live ?? accountAt(this.#services.ledger, root, row);
  }

  /** What a run would begin with; throws as `start` does, with nothing on record. */
  async prepare(request: RunRequest) {
    const { workspace, tools, clock, plans } = this.#services;
    const dir = workspace.open(request.dir);
    const offered = await tools.list(dir);
    const driver = this.#driver(request.plan ? planDriver.name : request.driver);
    const { goal, access, plan, options = {} } = request;
    const proposal = plan
      ? givenPlan(plan)
      : await driver.first({ goal, dir, access, at: clock.now(), tools: offered, options });
    const checked = proposal && plans.check(proposal.plan, offered, access);
    return { dir, tools: offered, driver, proposal, checked };
  }

  /** Checks all that can be known, then puts the run on record and starts it. Throws with the ledger untouched. */
  async start(request: RunRequest): Promise<string> {
    const { ids, ledger } = this.#services;
    const { dir, tools, driver, proposal, checked } = await this.prepare(request);
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
    ];
    if (proposal && checked) drafts.push(planDraft(draft, proposal, checked));
    for (const grant of request.grants(checked)) {
      drafts.push(draft("grant.given", { ...grant, grant: ids.short(), run, by: "person" }));
    }
    await ledger.append(drafts, [{ id: run, subject: `run/${run}`, root }]);
    this.#adopt(run, driver, tools);
    return run;
  }

  /** Takes a run of this origin whose kernel is gone and goes on with it. */
  async resume(run: string): Promise<void> {
    const loop = this.#loops.get(run);
    const { ledger, tools, workspace } = this.#services;
    const state = this.state(run);
    if (state.outcome !== null) throw conflict(`run ${run} is over: ${state.outcome}`);
    if (loop && loop.standing.kind !== "halted") return;
    if (state.owner?.origin !== ledger.origin) {
      throw conflict(`run ${run} belongs to another device (${state.owner?.origin})`);
    }
    const offered = await tools.list(workspace.open(state.dir));
    const draft = drafting(run);
    const claim = draft("run.claimed", { origin: ledger.origin, epoch: ledger.epoch });
    await ledger.append([claim, ...recoveryDrafts(draft, run, accountAt(ledger, state.root))]);
    this.#loops.delete(run);
    this.#adopt(run, this.#driver(state.driver?.name ?? ""), offered);
  }

  /** Lets a run come to rest where it can be resumed. */
  pause(run: string, reason: string): void {
    this.#loops.get(run)?.pause(unavailable(reason, `glassbox resume ${run}`));
  }

  /** Adds events from outside to a run (an answer, a stop), taking it up first if nobody works on it. */
  async append(run: string, drafts: readonly EventDraft[]): Promise<void> {
    await this.resume(run);
    await this.#services.ledger.append(drafts);
  }

  close(): void {
    const error = unavailable("the kernel is leaving", "resume the run");
    for (const loop of this.#loops.values()) loop.halt(error);
    this.#stop();
  }

  #adopt(run: string, driver: Driver, tools: readonly ToolDefinition[]): void {
    const services = this.#services;
    const state = runStateAt(services.ledger, run, services.extensions);
    const account = () => this.#accounts.get(state.root)!;
    if (!this.#accounts.has(state.root))
      this.#accounts.set(state.root, accountAt(services.ledger, state.root));
    const byKey = new Map(tools.map((tool) => [toolKey(tool), tool]));
    const { ledger } = services;
    const reserved = this.#reserved.get(state.root) ?? new Set();
    this.#reserved.set(state.root, reserved);
    const parts = { services, ledger, branch: run, tools: byKey };
    const context = { ...parts, draft: drafting(run), account, reserved };
    const tell = () => this.#listeners.forEach((listener) => listener());
    const loop = new RunLoop(context, state, driver, tell);
    this.#loops.set(run, loop);
    loop.advance();
  }

  #driver(name: string): Driver {
    const driver = name === planDriver.name ? planDriver : this.#services.drivers.get(name);
    if (driver) return driver;
    throw unavailable(`the driver "${name}" is not there`, "glassbox doctor names what failed");
  }

  #committed(events: readonly LedgerEvent[]): void {
    const touched = new Set<RunLoop>();
    for (const event of events) {
      const loop = this.#loops.get(event.branch);
      if (!loop) continue;
      loop.fold(event);
      touched.add(loop);
      const account = foldAccount(this.#accounts.get(loop.state.root)!, event);
      this.#accounts.set(account.root, account);
      if (event.type === "tool.intended")
        this.#reserved.get(account.root)?.delete(`${event.branch}@${String(event.data?.["step"])}`);
      keepSnapshots(this.#services.ledger, loop.state, account, event, this.#services.extensions);
      // What is over is read from the ledger; its loop would hold results that nobody asks for.
      if (loop.state.outcome !== null) this.#loops.delete(event.branch);
    }
    for (const loop of touched) queueMicrotask(() => loop.advance());
  }
}

function givenPlan(plan: JsonObject): Proposal {
  return { plan, ground: { kind: "file", name: "", hash: sha256(canonicalize(plan)), slots: {} } };
}

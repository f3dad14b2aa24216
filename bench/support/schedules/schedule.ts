import type { LedgerEvent } from "../../../kernel/event.ts";
import { foldAccount, initialAccount } from "../../../kernel/fold/account.ts";
import { foldRun } from "../../../kernel/fold/run.ts";
import { initialRunState } from "../../../kernel/fold/run-state.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { CheckedPlan } from "../../../plugins/contracts/plans.ts";
import { drafting } from "../../../kernel/run/draft.ts";
import { allowance } from "../allowance.ts";
import { seeded } from "../statistics.ts";
import { openKernel, plansPort, type VirtualKernel } from "./house.ts";
import { randomPlan } from "./plans.ts";
import { Store } from "./store.ts";
import { type Process, VirtualTime } from "./time.ts";
import { TOOLS, VirtualWorld } from "./world.ts";

const RUN = "run";
const LONGEST_MS = 30 * 60_000;
const NATURE: Process = { isAlive: true };
const GROUND = { kind: "file", name: "", hash: "", slots: {} };

/** What a schedule has left behind. */
export interface Played {
  readonly seed: number;
  readonly plan: CheckedPlan["plan"];
  readonly store: Store;
  readonly world: VirtualWorld;
  readonly stepLimit: number | null;
  readonly deaths: number;
  /** What was seen to be wrong while it went on. */
  readonly faults: readonly string[];
}

/** Plans are checked once: it is not what is looked at here. */
const checkedPlans = Array.from({ length: 250 }, (_, seed) => {
  const random = seeded(seed);
  const draw = (sides: number) => Math.floor(random() * sides);
  return plansPort.check(randomPlan(draw), TOOLS, "write");
});

/** One run from its begin to its end, through deaths of its kernels, in virtual time. The seed says all. */
export class Schedule {
  readonly #random: () => number;
  readonly #seed: number;
  readonly #time = new VirtualTime();
  readonly #store = new Store(this.#time);
  readonly #world: VirtualWorld;
  readonly #checked: CheckedPlan;
  readonly #stepLimit: number | null;
  readonly #kernels: VirtualKernel[] = [];
  /** Events that the person has looked at. */
  #read = 0;
  readonly #faults: string[] = [];
  #lives: number;
  #deaths = 0;
  /** Commits that the kernel of the moment has left. */
  #commitsLeft = Infinity;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = seeded(seed);
    this.#world = new VirtualWorld(this.#time, (sides) => this.#draw(sides));
    this.#checked = checkedPlans[this.#draw(checkedPlans.length)]!;
    this.#stepLimit = this.#draw(4) === 0 ? this.#draw(6) : null;
    this.#lives = this.#draw(4);
  }

  async play(): Promise<Played> {
    const first = await this.#open();
    void this.#settled(this.#begin(first));
    this.#time.after(NATURE, LONGEST_MS, () => this.#faults.push("the run does not end"));
    while (!this.#isOver() && this.#faults.length === 0) {
      if (!this.#time.step()) this.#faults.push("nothing is under way, and the run is not over");
      // All that can go on without time goes on before it passes.
      await new Promise((resolve) => setImmediate(resolve));
      this.#answerQuestions();
      if (this.#draw(40) === 0) this.#compare();
    }
    for (const kernel of this.#kernels) kernel.release();
    return {
      seed: this.#seed,
      plan: this.#checked.plan,
      store: this.#store,
      world: this.#world,
      stepLimit: this.#stepLimit,
      deaths: this.#deaths,
      faults: this.#faults,
    };
  }

  #draw(sides: number): number {
    return Math.floor(this.#random() * sides);
  }

  async #open(): Promise<VirtualKernel> {
    // Whoever has the home's lock is the only process there is; what an older one has sent lands now or never.
    for (const { process } of this.#kernels) this.#world.abandon(process);
    const kernel = await openKernel({
      time: this.#time,
      store: this.#store,
      world: this.#world,
      latency: () => this.#draw(4),
      onWritten: (process) => this.#onWritten(process),
    });
    this.#kernels.push(kernel);
    this.#plot(kernel);
    return kernel;
  }

  /** How a kernel will end: at some moment, right after a commit, by another one that takes its place, or never. */
  #plot(kernel: VirtualKernel): void {
    this.#commitsLeft = Infinity;
    if (this.#lives-- <= 0) return;
    const dice = this.#draw(4);
    if (dice === 0) this.#commitsLeft = 1 + this.#draw(25);
    if (dice === 1) this.#time.after(kernel.process, this.#draw(400), () => this.#recover());
    if (dice > 1)
      this.#time.after(kernel.process, this.#draw(600), () => this.#die(kernel.process));
  }

  #onWritten(process: Process): "go on" | "die" {
    if (process !== this.#kernels.at(-1)?.process || --this.#commitsLeft > 0) return "go on";
    this.#die(process);
    return "die";
  }

  #die(process: Process): void {
    process.isAlive = false;
    this.#deaths += 1;
    this.#world.abandon(process);
    this.#recover();
  }

  /** One kernel, or two at nearly the same time, that do not know of each other. */
  #recover(): void {
    const count = 1 + this.#draw(2);
    for (let number = 0; number < count; number++) {
      this.#time.after(
        NATURE,
        this.#draw(40),
        () => void this.#settled(this.#open().then((kernel) => this.#resume(kernel))),
      );
    }
  }

  async #resume(kernel: VirtualKernel): Promise<void> {
    // A run of which nothing was acknowledged is begun by whoever wanted it.
    if (this.#store.branch(RUN) === null) return this.#begin(kernel);
    if (!this.#isOver()) await kernel.call("run.resume", { run: RUN });
  }

  async #begin({ parts, epoch }: VirtualKernel): Promise<void> {
    const draft = drafting(RUN);
    const none = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
    const parent = { parent: null, dir: "/", access: "write" as const };
    const driver = { name: "plan", hash: "", options: {} };
    const budget = { ...none, steps: this.#stepLimit };
    await parts.ledger.append(
      [
        draft("run.started", { run: RUN, root: RUN, ...parent, driver, budget }),
        draft("run.claimed", { origin: parts.ledger.origin, epoch }),
        draft("goal.set", { text: "", input: null }),
        plansPort.accepted(draft, { plan: {}, ground: GROUND }, this.#checked),
        ...(this.#draw(2) === 0 ? [draft("grant.given", this.#grant())] : []),
      ],
      [{ id: RUN, subject: `run/${RUN}`, root: RUN }],
    );
    parts.runs.adopt(RUN, TOOLS);
  }

  /** Given along with the goal: for some calls, but perhaps not for all. */
  #grant() {
    const count = this.#draw(3) === 0 ? null : this.#draw(4);
    const allow = allowance({ tool: "w__*", count, seen: this.#draw(2) === 0 });
    return { grant: "g", run: RUN, by: "person", ground: "", allows: [allow], expires: null };
  }

  /** A refusal is no fault: a newer kernel has the run, or it is over. */
  async #settled(work: Promise<void>): Promise<void> {
    await work.catch((error: { code?: string; message: string }) => {
      const refusals = ["fenced", "conflict", "unavailable", "not_found"];
      if (!refusals.includes(error.code ?? ""))
        this.#faults.push(`${error.code}: ${error.message}`);
    });
  }

  #isOver(): boolean {
    return this.#store.outcome !== null;
  }

  #answerQuestions(): void {
    const { events } = this.#store;
    for (; this.#read < events.length; this.#read++) {
      const { type, data } = events[this.#read]!;
      if (type === "ask.opened") this.#answerIn(this.#draw(400), data!, this.#answerTo(data!));
    }
  }

  /** Says it to some kernel that lives, and again until it is on record. */
  #answerIn(wait: number, question: JsonObject, answer: () => JsonValue): void {
    this.#time.after(NATURE, wait, () => {
      const { ask = null } = question;
      const answered = ({ type, data }: LedgerEvent) =>
        type === "ask.answered" && data?.["ask"] === ask;
      if (this.#isOver() || this.#store.events.some(answered)) return;
      const alive = this.#kernels.filter(({ process }) => process.isAlive);
      const kernel = alive[this.#draw(alive.length)];
      const said = kernel?.call("run.answer", { run: RUN, ask, value: answer() });
      if (said) void this.#settled(said.then(() => {}));
      this.#answerIn(300, question, answer);
    });
  }

  /** A person who looks at the world before they say what has happened. */
  #answerTo({ kind, step, detail }: JsonObject): () => JsonValue {
    const dice = this.#draw(10);
    if (kind === "question") return () => "yes";
    if (!isObject(detail)) return () => true;
    if (kind === "approval") {
      const allows = detail["allows"] as readonly JsonObject[];
      const some = step === null && dice === 1 ? { steps: [String(allows[0]!["step"])] } : true;
      return () => (dice === 0 ? false : some);
    }
    const [, tool = ""] = String(detail["tool"]).split("__");
    const { name = "" } = detail["args"] as { name?: string };
    const isThere = () => this.#world.isThere(tool, name);
    return () => (isThere() ? "happened" : dice < 3 ? "fail" : "repeat");
  }

  /** What a living kernel holds must be what its events fold to. */
  #compare(): void {
    const kernel = this.#kernels.at(-1)!;
    const { runs } = kernel.parts;
    if (!kernel.process.isAlive || runs.standing(RUN) === null) return;
    const events = this.#store.events;
    const folded = events.reduce((state, event) => foldRun(state, event), initialRunState(RUN));
    const account = events.reduce(foldAccount, initialAccount(RUN));
    if (!Bun.deepEquals(runs.state(RUN), folded)) this.#faults.push("the fold is another state");
    if (!Bun.deepEquals(runs.account(RUN), account))
      this.#faults.push("the fold is another account");
  }
}

import type { FoldEvent } from "../../kernel/event.ts";
import {
  type AccountState,
  type Budget,
  foldAccount,
  initialAccount,
} from "../../kernel/fold/account.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { InFlight, Wanted } from "../../kernel/reflex/reflex.ts";
import { overBudget } from "../../kernel/reflex/budget.ts";
import { raisedLimits } from "../../plugins/time/limits.ts";

/** Limits of what a call takes. Time is no such thing: it passes. */
export const TAKEN = ["steps", "modelCalls", "tokens", "usd"] as const;
export type Limits = Readonly<Record<(typeof TAKEN)[number], number | null>>;

/** Something that happens to a run tree. Numbers choose among what is there. */
export type Happening =
  | { readonly kind: "start"; readonly under: number; readonly budget: Limits }
  | { readonly kind: "want"; readonly run: number; readonly tokens: number; readonly usd: number }
  | { readonly kind: "write" | "repeat" | "finish" | "go-on"; readonly which: number }
  | { readonly kind: "answer"; readonly which: number; readonly share: number }
  | { readonly kind: "crash" }
  | { readonly kind: "branch"; readonly run: number; readonly at: number }
  | { readonly kind: "rewind"; readonly which: number }
  | { readonly kind: "fork"; readonly which: number; readonly given: Limits };

interface Run {
  readonly id: string;
  readonly parent: string | null;
  /** What it was given, with what a person gave its forks. */
  budget: Limits;
  /** A person began it, and may go back in it. */
  readonly isOwn: boolean;
  branch: string;
  /** Somebody works on it. */
  isAwake: boolean;
  isOver: boolean;
}

interface Call extends Wanted {
  readonly id: string;
  isAnswered: boolean;
}

const NOTHING = { steps: 0, modelCalls: 0, tokens: 0, usd: 0 };

/** A run tree whose every call is asked for as the kernel asks for it, with a count of its own of what was taken. */
export class RunTree {
  account: AccountState = initialAccount("r");
  readonly runs: Run[] = [];
  readonly #calls: Call[] = [];
  #inFlight: InFlight[] = [];
  #number = 0;
  readonly #counts: (inFlight: readonly InFlight[]) => readonly InFlight[];

  /** `counts`: which of the calls on their way the budget is told of. */
  constructor(budget: Limits, counts: (inFlight: readonly InFlight[]) => readonly InFlight[]) {
    this.#counts = counts;
    this.#start(null, budget);
  }

  happen(one: Happening): void {
    switch (one.kind) {
      case "start": {
        const parent = this.#pick(this.#awake(), one.under);
        return parent && this.#start(parent.id, one.budget);
      }
      case "want":
        return this.#want(one.run, one.tokens, one.usd);
      case "write":
        return this.#write(one.which);
      case "repeat": {
        const run = this.#pick(this.#awake(), one.which);
        const steps = { ...NOTHING, run: run?.id ?? "", steps: 1 };
        // A call that goes out again under its effect id is asked for like any other.
        if (run && this.#mayTake(steps))
          this.#add("tool.intended", intent("e0"), run.branch, steps);
        return;
      }
      case "answer":
        return this.#answer(one.which, one.share);
      case "crash":
        this.#inFlight = [];
        for (const run of this.runs) run.isAwake = false;
        return;
      case "go-on": {
        const asleep = this.runs.filter((run) => !run.isAwake && !run.isOver);
        const run = this.#pick(asleep, one.which);
        return run && this.#claim(run);
      }
      case "branch": {
        const run = this.#pick(this.#awake(), one.run);
        if (!run) return;
        const { branch: from } = run;
        run.branch = `b${this.#number}`;
        const changes = { run: run.id, from, at: one.at, changes: [], tools: {} };
        this.#add("run.diverged", changes, run.branch);
        return this.#claim(run);
      }
      case "rewind": {
        const run = this.#pick(this.#own(), one.which);
        if (!run) return;
        const { branch: from } = run;
        run.branch = `b${this.#number}`;
        run.isOver = false;
        this.#inFlight = this.#inFlight.filter((flight) => flight.run !== run.id);
        const rewound = { run: run.id, from, at: 1, by: "person", undo: false };
        this.#add("run.rewound", rewound, run.branch);
        return this.#claim(run);
      }
      case "fork": {
        const origin = this.#pick(this.#own(), one.which);
        return origin && this.#fork(origin, one.given);
      }
      case "finish": {
        const [, ...children] = this.runs;
        const run = this.#pick(
          children.filter((child) => child.isAwake && !child.isOver),
          one.which,
        );
        if (!run) return;
        run.isOver = true;
        run.isAwake = false;
        this.#inFlight = this.#inFlight.filter((flight) => flight.run !== run.id);
        this.#add("run.finished", { outcome: "done" }, run.branch);
      }
    }
  }

  /** What a run and all below it have taken, counted from the calls themselves: an open one as much as it may take. */
  takenBy(run: string): Readonly<Record<(typeof TAKEN)[number], number>> {
    const below = new Set([run]);
    for (const { id, parent } of this.runs) if (parent !== null && below.has(parent)) below.add(id);
    const sum = { ...NOTHING };
    for (const call of this.#calls.filter((one) => below.has(one.run)))
      for (const name of TAKEN) sum[name] += call[name];
    return sum;
  }

  #awake(): Run[] {
    return this.runs.filter(({ isAwake, isOver }) => isAwake && !isOver);
  }

  #own(): Run[] {
    return this.runs.filter(({ isOwn }) => isOwn);
  }

  #fork(origin: Run, given: Limits): void {
    const id = `f${this.runs.length}`;
    const budget: Budget = { ...given, seconds: null };
    const limits = raisedLimits(this.account, origin.id, budget);
    const data = { run: id, from: origin.branch, at: 1, by: "person", budget, limits };
    this.#add("run.forked", { ...data, driver: null, plan: null, fresh: false }, id);
    for (const run of this.runs) run.budget = limits[run.id] ?? run.budget;
    const own = { branch: id, isAwake: true, isOver: false, isOwn: true };
    this.runs.push({ id, parent: origin.id, budget: given, ...own });
  }

  #pick<T>(from: readonly T[], which: number): T | undefined {
    return from[which % Math.max(1, from.length)];
  }

  #start(parent: string | null, limits: Limits): void {
    const id = parent === null ? "r" : `c${this.runs.length}`;
    const budget: Budget = { ...limits, seconds: null };
    const above = parent === null ? null : { run: parent, step: "s", depth: 1 };
    this.#add("run.started", { run: id, parent: above, budget }, id);
    const own = { branch: id, isAwake: true, isOver: false, isOwn: parent === null };
    this.runs.push({ id, parent, budget: limits, ...own });
  }

  #claim(run: Run): void {
    run.isAwake = true;
    this.#add("run.claimed", { origin: "o", epoch: this.#number }, run.branch);
    // What was asked of a model may have been paid for: it stays taken, and an answer would be nobody's.
    for (const call of this.#calls) if (call.run === run.id) call.isAnswered = true;
  }

  #mayTake(wanted: Wanted): boolean {
    return overBudget(this.account, wanted, this.#counts(this.#inFlight), 0) === null;
  }

  #want(which: number, tokens: number, usd: number): void {
    const run = this.#pick(this.#awake(), which);
    if (!run) return;
    const isModel = tokens > 0;
    const takes = isModel ? { steps: 0, modelCalls: 1, tokens, usd } : { ...NOTHING, steps: 1 };
    const wanted = { ...takes, run: run.id };
    if (this.#mayTake(wanted))
      this.#inFlight.push({ ...wanted, grant: null, key: "", dir: "", paths: [] });
  }

  #write(which: number): void {
    const flight = this.#pick(this.#inFlight, which);
    if (!flight) return;
    this.#inFlight = this.#inFlight.filter((one) => one !== flight);
    const { branch } = this.runs.find(({ id }) => id === flight.run)!;
    const { tokens, usd } = flight;
    if (flight.modelCalls > 0) this.#add("model.called", { tokens, usd }, branch, flight);
    else this.#add("tool.intended", intent(""), branch, flight);
  }

  /** A part of what was kept back, in quarters. */
  #answer(which: number, share: number): void {
    const open = this.#calls.filter((call) => call.modelCalls > 0 && !call.isAnswered);
    const call = this.#pick(open, which);
    if (!call) return;
    const inputTokens = Math.floor((call.tokens * share) / 4);
    const usd = (call.usd * share) / 4;
    const run = this.runs.find(({ id }) => id === call.run)!;
    const answered = { ...call, tokens: inputTokens, usd, isAnswered: true };
    this.#calls[this.#calls.indexOf(call)] = answered;
    this.#add("model.answered", { call: call.id, inputTokens, outputTokens: 0, usd }, run.branch);
  }

  #add(type: string, data: JsonObject, branch: string, takes?: Wanted): void {
    this.#number += 1;
    const id = `e${this.#number}`;
    const hlc = this.#number * 4096;
    const event: FoldEvent = { id, type, version: 1, data, hlc, branch, bseq: 1, actor: "" };
    this.account = foldAccount(this.account, event);
    if (takes) this.#calls.push({ ...takes, id, isAnswered: false });
  }
}

function intent(key: string): JsonObject {
  const about = { step: "a", purpose: "step", server: "s", tool: "t", effect: "keyed" };
  return { ...about, paths: [], key, grant: null };
}

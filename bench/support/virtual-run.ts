import { type Command, decide } from "../../kernel/decide.ts";
import type { FoldEvent } from "../../kernel/event.ts";
import { type AccountState, foldAccount, initialAccount } from "../../kernel/fold/account.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { initialRunState, type RunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type Plan, stepOf } from "../../kernel/plan.ts";
import { allowance } from "./allowance.ts";

/** What the world does in a virtual run: `draw` answers with a number from 0 (inclusive) to `sides` (exclusive). */
export interface World {
  draw(sides: number): number;
  /** Elements of each fan-out. */
  readonly totals: Readonly<Record<string, number>>;
}

interface Due {
  readonly at: number;
  readonly key: string;
  finish(): void;
}

const WINDOW = 64;
/** Calls of a step that may come to nothing. */
export const MOST_TRIES = 2;

/** A run without tools, ledger and clock: the two folds and `decide`, with results that come at random times. */
export class VirtualRun {
  readonly state: () => RunState;
  readonly started: Command[] = [];
  mostCalls = 0;
  #state: RunState = initialRunState("r");
  #account: AccountState = initialAccount("r");
  #number = 0;
  #now = 0;
  #due: Due[] = [];
  readonly #world: World;
  readonly #active = new Set<string>();

  constructor(plan: Plan, tools: JsonObject, world: World) {
    this.#world = world;
    this.state = () => this.#state;
    const budget = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
    const driver = { name: "plan", hash: "", options: {} };
    this.#add("run.started", {
      run: "r",
      root: "r",
      parent: null,
      dir: "",
      driver,
      access: "write",
      budget,
    });
    this.#add("run.claimed", { origin: "o", epoch: 1 });
    const ground = { kind: "file", name: "", hash: "", slots: {} };
    this.#add("plan.accepted", { plan: plan as unknown as JsonObject, ground, tools, notes: [] });
  }

  /** Runs to the end; `onStart` sees each command before it is begun. */
  run(onStart: (command: Command, state: RunState) => void): void {
    for (let round = 0; this.#state.outcome === null; round++) {
      if (round > 100_000) throw new Error("the run does not end");
      for (const command of decide(this.#state, this.#account)) this.#start(command, onStart);
      const calls = [...this.#active].filter((key) => /^(call|judge):/.test(key)).length;
      this.mostCalls = Math.max(this.mostCalls, calls);
      if (this.#state.outcome !== null) return;
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (!next) throw new Error(`nothing is under way, and the run is not over`);
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = next.at;
      // Its event comes first and the place is free after it, as in the loop.
      next.finish();
      this.#active.delete(next.key);
    }
  }

  #start(command: Command, onStart: (command: Command, state: RunState) => void): void {
    const key = "step" in command ? `${command.kind}:${command.step}` : command.kind;
    if (this.#active.has(key)) return;
    onStart(command, this.#state);
    this.started.push(command);
    this.#active.add(key);
    this.#perform(command, key);
  }

  #perform(command: Command, key: string): void {
    const later = (finish: () => void, wait = 1 + this.#world.draw(50)): void => {
      this.#due.push({ at: this.#now + wait, key, finish });
    };
    if (!("step" in command)) return later(() => this.#finishRun(command.kind));
    const { step } = command;
    switch (command.kind) {
      case "call":
        return this.#call(step, later);
      case "judge":
        return later(() => this.#verdict(step));
      case "begin":
        return later(() =>
          this.#add("step.started", { step, kind: "wait", detail: { at: this.#now } }),
        );
      case "watch":
        return later(() => this.#finish(step, this.#world.draw(8) === 0 ? "error" : "none"));
      case "expand": {
        const from = this.#state.plan!.steps[step]?.fan?.next ?? 0;
        const total = this.#world.totals[step] ?? 0;
        const count = Math.min(WINDOW, total - from);
        return later(() => this.#add("plan.patched", { step, from, count, total }));
      }
      case "close-fan":
        return later(() => this.#finish(step, "none"));
      case "settle":
        return later(() => this.#settle(step));
    }
  }

  #call(step: string, later: (finish: () => void, wait?: number) => void): void {
    const dice = this.#world.draw(20);
    // A call that a reflex forbids is over before anything else happens.
    if (dice === 0) return later(() => this.#finish(step, "budget"), 0);
    const { expect } = stepOf(this.#state.plan!.definition, step);
    const { key } = this.#state.plan!.steps[step]!;
    const about = { step, purpose: "step" };
    const call = this.#add("tool.intended", {
      ...about,
      server: "s",
      tool: "t",
      effect: "read",
      expect: expect as unknown as JsonObject[],
      key,
      content: step,
      grant: null,
      paths: [],
    });
    later(() => {
      if (dice === 2) {
        this.#add("tool.unknown", { ...about, call, reason: "late", then: "settle" });
        return;
      }
      const ok = dice > 1;
      const then =
        ok || this.#state.plan!.steps[step]!.tries + 1 >= MOST_TRIES ? "close" : "repeat";
      const view = { text: "no" };
      this.#add("tool.finished", { ...about, call, ok, view, hosts: [], tainted: false, then });
      if (ok && expect.length > 0 && !expect.some((one) => one.probe)) this.#verdict(step);
    });
  }

  #settle(step: string): void {
    const { begun: call, tries } = this.#state.plan!.steps[step]!;
    const repeated = tries < MOST_TRIES ? "repeat" : "fail";
    const verdict = this.#world.draw(2) === 0 ? "happened" : repeated;
    this.#add("tool.settled", { step, purpose: "step", call, verdict, ground: "", by: "kernel" });
  }

  #verdict(step: string | null): void {
    if (this.#world.draw(8) > 0) this.#add("expect.met", { step, checks: 1, observed: [] });
    else
      this.#add("expect.violated", { step, checks: 0, failures: ["it is not so"], observed: [] });
  }

  #finish(step: string, fault: string): void {
    this.#add("step.finished", { step, fault, reason: "it is over", value: null });
  }

  #finishRun(kind: string): void {
    if (kind === "judge-goal") return this.#verdict(null);
    if (kind === "open-approval") {
      const detail = { plan: this.#state.plan!.event, effects: [] };
      const ask = {
        ask: "q",
        kind: "approval",
        to: "person",
        question: "",
        schema: true,
        step: null,
      };
      this.#add("ask.opened", { ...ask, detail, expires: null });
      const value = this.#world.draw(4) > 0;
      const at = this.#now + this.#world.draw(50);
      this.#due.push({ at, key: "person", finish: () => this.#answer(value) });
      return;
    }
    this.#add("run.finished", { outcome: "done" });
  }

  #answer(value: boolean): void {
    this.#add("ask.answered", { ask: "q", value, by: "person", via: "terminal" });
    const allows = Object.keys(this.#state.plan!.tools).map((tool) => allowance({ tool }));
    if (value) this.#add("grant.given", { grant: "g", run: "r", expires: null, allows });
  }

  #add(type: string, data: JsonObject): string {
    this.#number += 1;
    const event: FoldEvent = {
      id: `event-${this.#number}`,
      type,
      version: 1,
      data,
      hlc: this.#number,
      branch: "r",
      bseq: this.#number,
      actor: "kernel",
    };
    this.#state = foldRun(this.#state, event);
    this.#account = foldAccount(this.#account, event);
    return event.id;
  }
}

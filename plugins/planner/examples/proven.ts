import type { LedgerEvent } from "../../../kernel/event.ts";
import { text } from "../../../kernel/event.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Ledger } from "../../../kernel/ledger/port.ts";
import { type Plan, type Step, toolKey } from "../../../kernel/plan.ts";
import type { Example } from "./example.ts";

/** The newest that count: enough to know a person's ways, few enough to compare each goal with. */
const MOST = 500;

/**
 * Steps of this home's own runs that the ledger proved: what was asked, and the call that did it. Only values that stand
 * in the goal itself are taken, so nothing that a tool said can become an example. One whose run is erased is gone.
 */
export class ProvenExamples {
  readonly #ledger: Ledger;
  #row = 0;
  #known: Example[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  examples(): readonly Example[] {
    for (const end of this.#ledger.query({ afterRow: this.#row, types: ["run.finished"] })) {
      this.#row = end.row;
      if (end.data?.["outcome"] === "done" && this.#isOwn(end))
        this.#known.push(...this.#stepsOf(end.branch));
    }
    this.#known = this.#known.filter(({ event }) => this.#ledger.get(event!)?.data).slice(-MOST);
    return this.#known;
  }

  /** Written here, by a run that somebody started: the goal of a run that a run started may be what a tool said. */
  #isOwn({ source, branch, subject }: LedgerEvent): boolean {
    const isHere = source.endsWith(`/${this.#ledger.origin}`);
    return isHere && subject === `run/${this.#ledger.branch(branch)?.root}`;
  }

  #stepsOf(branch: string): Example[] {
    let goal = "";
    let accepted: LedgerEvent | null = null;
    for (const event of this.#ledger.readBranch(branch, { types: ["goal.set", "plan.accepted"] })) {
      if (event.type === "goal.set") goal = text(event.data?.["text"]);
      // A plan that replaced another is only the rest of what the goal took.
      else if (accepted) return [];
      else accepted = event;
    }
    if (!accepted?.data || goal === "") return [];
    const { steps } = accepted.data["plan"] as unknown as Plan;
    return steps.flatMap((step) => exampleOf(step, goal, steps.length, accepted.id) ?? []);
  }
}

function exampleOf(step: Step, goal: string, steps: number, event: string): Example | null {
  if (!("tool" in step.do) || step.each !== undefined) return null;
  const { args } = step.do.tool;
  // A step of several says which part of the goal it stands for.
  const asked = steps === 1 ? goal : step.intent;
  if (steps > 1 && asked === goal) return null;
  if (asked === "" || !goal.includes(asked) || !standsIn(args, asked)) return null;
  return { goal: asked, tool: toolKey(step.do.tool), args: plain(args), source: "proven", event };
}

/** Every text and number is a piece of the goal; references are none. */
function standsIn(value: JsonValue, goal: string): boolean {
  if (typeof value === "string")
    return value !== "" && !/^\$[a-z]/.test(value) && goal.includes(plainText(value));
  if (typeof value === "number") return goal.includes(String(value));
  if (Array.isArray(value)) return value.every((one: JsonValue) => standsIn(one, goal));
  return isObject(value) ? Object.values(value).every((one) => standsIn(one, goal)) : false;
}

function plain(args: JsonObject): JsonObject {
  const walk = (value: JsonValue): JsonValue => {
    if (typeof value === "string") return plainText(value);
    if (Array.isArray(value)) return value.map(walk);
    return isObject(value)
      ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]))
      : value;
  };
  return walk(args) as JsonObject;
}

/** A plan writes `$$5` for the text `$5`. */
function plainText(value: string): string {
  return value.startsWith("$$") ? value.slice(1) : value;
}

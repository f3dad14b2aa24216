import { KernelError } from "../../kernel/error.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { templateOf } from "../../kernel/plan.ts";
import { resultIn } from "../../kernel/recorded-result.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import type { Contents } from "../contracts/contents.ts";
import { isKeptName, keptValue } from "./kept.ts";
import { type Reference, UnresolvedReference } from "./reference.ts";

const KEPT = 8;

/** The recorded answer of a step: an event id and what references see of it. */
export interface StepResult {
  readonly event: string;
  readonly step: string;
  readonly view: JsonValue;
}

/** Reads step results out of the ledger: the state holds only where they are. */
export class Results {
  readonly #ledger: Ledger;
  readonly #branch: string;
  readonly #kept = new Map<string, readonly StepResult[]>();

  readonly #contents: () => Contents | undefined;

  constructor(ledger: Ledger, branch: string, contents: () => Contents | undefined) {
    this.#ledger = ledger;
    this.#branch = branch;
    this.#contents = contents;
  }

  /** What `$name` stands for in a run; elements of a fan-out come as a list. */
  lookup(
    state: RunState,
    references: readonly Reference[],
    given: JsonObject = {},
  ): (name: string) => JsonValue | undefined {
    const values = new Map<string, JsonValue>(Object.entries(given));
    for (const { name } of references) {
      if (values.has(name)) continue;
      if (name === "goal")
        values.set(name, { text: state.goal?.text ?? "", input: this.#input(state) });
      else if (isKeptName(name)) values.set(name, keptValue(name, state, this.#contents()));
      else values.set(name, this.view(state, name));
    }
    return (name) => values.get(name);
  }

  view(state: RunState, step: string): JsonValue {
    const results = this.of(state, step);
    if (state.plan?.steps[step]?.fan) return results.map((result) => result.view);
    if (results.length === 0) throw new UnresolvedReference(`step ${step} has no result`);
    return results[0]!.view;
  }

  /** One result, or those of a fan-out's elements in their order. */
  of(state: RunState, step: string): readonly StepResult[] {
    const known = state.plan?.steps[step];
    if (!known?.result) return [];
    const kept = this.#kept.get(known.result);
    if (kept) return kept;
    const results = known.fan
      ? this.#elements(state, step, known.fan.from)
      : [{ event: known.result, step, view: this.#viewOf(known.result) }];
    this.#kept.set(known.result, results);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return results;
  }

  #elements(state: RunState, step: string, from: number): StepResult[] {
    const byIndex = new Map<number, StepResult>();
    const types = ["tool.finished", "step.finished"];
    for (const event of this.#ledger.readBranch(this.#branch, { from, to: state.bseq, types })) {
      const owner = String(event.data?.["step"] ?? "");
      const { template, index } = templateOf(owner);
      if (template !== step || index === null || event.data?.["purpose"] === "probe") continue;
      byIndex.set(index, { event: event.id, step: owner, view: this.#viewIn(event.data) });
    }
    return [...byIndex].toSorted(([a], [b]) => a - b).map(([, result]) => result);
  }

  #viewOf(id: string): JsonValue {
    const event = this.#ledger.get(id);
    if (!event) throw new KernelError("ledger", `event ${id} is not in the ledger`);
    return this.#viewIn(event.data);
  }

  #viewIn(data: JsonObject | null): JsonValue {
    if (!isObject(data)) throw new UnresolvedReference("that result was erased");
    return resultIn(data, (blob) => this.#ledger.getBlob(blob));
  }

  #input(state: RunState): string {
    const blob = state.goal?.input?.blob;
    const bytes = blob === undefined ? null : this.#ledger.getBlob(blob);
    return bytes === null ? "" : Buffer.from(bytes).toString();
  }
}

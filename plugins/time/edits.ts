import { usage } from "../../kernel/error.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import { isObject, type JsonObject, type JsonSchema, type JsonValue } from "../../kernel/json.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import type { Validator } from "../contracts/validator.ts";
import { partsOf, withValue } from "./path.ts";

/** What is to be otherwise in a fork. */
export interface Edits {
  readonly goal: string | null;
  readonly model: string | null;
  readonly facts: Readonly<Record<string, JsonValue>>;
  /** By ask. */
  readonly answers: Readonly<Record<string, JsonValue>>;
  /** The whole plan, edited; not checked yet. */
  readonly plan: JsonObject | null;
}

export interface Setting {
  readonly path: string;
  readonly value: JsonValue;
}

const HEADS = ["goal", "model", "facts", "answers", "plan"];

/** Throws `usage` that names the path and the mend. */
export function editsOf(
  settings: readonly Setting[],
  named: Pick<Edits, "goal" | "model">,
  state: RunState,
  validator: Validator,
): Edits {
  let edits: Edits = { ...named, facts: {}, answers: {}, plan: null };
  for (const { path, value } of settings) {
    const [head = "", ...rest] = partsOf(path);
    const [name] = rest;
    if ((head === "goal" || head === "model") && rest.length === 0) {
      edits = { ...edits, [head]: textOf(path, value) };
    } else if (head === "facts" && name !== undefined) {
      assertFactName(path, name);
      const known = edits.facts[name] ?? state.facts[name]?.value ?? null;
      const fact = withValue(known, rest.slice(1), value, `facts.${name}`);
      edits = { ...edits, facts: { ...edits.facts, [name]: fact } };
    } else if (head === "answers" && name !== undefined && rest.length === 1) {
      assertFits(state, name, value, validator);
      edits = { ...edits, answers: { ...edits.answers, [name]: value } };
    } else if (head === "plan") {
      if (!state.plan)
        throw usage(
          `--set: at event ${state.bseq} the run has no plan`,
          state.closed.plans === 0
            ? "fork it after its plan was accepted"
            : `fork it while its last plan was there: @${state.closed.at - 1}`,
        );
      const plan = edits.plan ?? (state.plan.definition as unknown as JsonObject);
      const edited = withValue(plan, rest, value, "plan");
      if (!isObject(edited)) throw usage(`--set: ${path} must be a plan`, "see docs/plans.md");
      edits = { ...edits, plan: edited };
    } else {
      const guess = HEADS.includes(head) ? "" : didYouMean(head, HEADS);
      throw usage(
        `--set: ${path} cannot be set${guess}`,
        "set goal, model, facts.NAME, answers.ASK or plan.…; a budget with --budget",
      );
    }
  }
  if (edits.goal !== null && (edits.plan !== null || Object.keys(edits.answers).length > 0))
    throw usage(
      "--set: with another goal the plan and its questions are dropped",
      "set either the goal, or the plan and answers",
    );
  return edits;
}

function assertFactName(path: string, name: string): void {
  if (/^[a-z][a-z0-9_]{0,63}$/.test(name)) return;
  throw usage(`--set: ${path}: a fact has a name of lower-case letters, digits and _`);
}

function textOf(path: string, value: JsonValue): string {
  if (typeof value === "string" && value.trim() !== "") return value.trim();
  throw usage(`--set: ${path} must be a text`, `write --set '${path}="…"'`);
}

/** Only what is still open can be answered; an approval is a person's word in the fork itself. */
function assertFits(state: RunState, ask: string, value: JsonValue, validator: Validator): void {
  const known = Object.hasOwn(state.asks, ask) ? state.asks[ask] : undefined;
  const open = Object.entries(state.asks).filter(([, one]) => one.answer === null);
  if (!known)
    throw usage(
      `--set: nothing called ${ask} is asked at event ${state.bseq}`,
      `it asks ${open.map(([name]) => name).join(", ") || "nothing"}`,
    );
  if (known.answer !== null)
    throw usage(
      `--set: ${ask} is answered at event ${state.bseq} already`,
      "fork the run at an earlier event",
    );
  if (known.kind === "approval")
    throw usage(`--set: ${ask} is an approval`, "the fork asks for it: approve it there");
  const mismatch = validator.mismatch(known.schema as JsonSchema, value);
  if (mismatch !== null)
    throw usage(
      `--set: the answer to ${ask} does not fit: ${mismatch}`,
      `what is asked for is ${JSON.stringify(known.schema)}`,
    );
}

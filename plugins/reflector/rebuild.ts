import type { PlanState } from "../../kernel/fold/run-state.ts";
import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/port.ts";
import { type Step, toolKey } from "../../kernel/plan.ts";
import { leavesOf } from "./argument.ts";
import { type Decoded, type PatchedCall, withSource } from "./decode.ts";
import { argumentsOf } from "./offer.ts";
import { followArguments, promiseOf } from "./promise.ts";
import {
  mapReferences,
  mapTextReferences,
  parseReference,
  type Reference,
  referencesIn,
  valueAt,
} from "./reference.ts";
import { recordedResults } from "./result.ts";
import { settledSteps } from "./settled.ts";

/** What an earlier result may be long to stand in the new plan as a text. */
const LARGEST_LITERAL = 256;

/** A plan that cannot be written: the message says why. */
class Unwritable extends Error {}

/**
 * The whole plan to go on with: what is settled is left out, what it answered stands where it was referred to, the patch
 * stands in its places, everything else is as it was. A text: why it cannot be written.
 */
export function rebuiltPlan(
  plan: PlanState,
  ledger: Ledger,
  { changed, added }: Decoded,
): JsonObject | string {
  const patched = new Map(changed.map((call) => [call.id, call]));
  const settled = settledSteps(plan, ledger, new Set(patched.keys()));
  const literal = literalsOf(plan, ledger, settled);
  const { definition } = plan;
  try {
    const kept = definition.steps.filter(({ id }) => !settled.has(id));
    const first = kept.find(({ id }) => patched.has(id));
    const before = first?.after.filter((id) => !settled.has(id)) ?? [];
    const steps = kept.map((step) => rebuiltStep(step, patched.get(step.id), settled, literal));
    const news = added.map((call) => newRead(call, first?.intent ?? "", before));
    const place = kept.findIndex((step) => step === first);
    steps.splice(Math.max(0, place), 0, ...news);
    refuseReferences("the goal's expectation", definition.expect, settled);
    refuseReferences("the citations", definition.cite ?? {}, settled);
    for (const id of definition.cite?.in ?? [])
      if (settled.has(id)) throw new Unwritable(`the citations need step ${id}, which is done`);
    const { answer, proof, goal, cite } = definition;
    return json({
      ...(goal === undefined ? {} : { goal }),
      steps,
      expect: definition.expect,
      ...(answer === undefined ? {} : { answer: mapTextReferences(answer, literal.text) }),
      ...(proof === undefined ? {} : { proof: mapTextReferences(proof, literal.text) }),
      ...(cite === undefined ? {} : { cite }),
    });
  } catch (error) {
    if (error instanceof Unwritable) return error.message;
    throw error;
  }
}

interface Literals {
  /** Undefined for what is not settled. */
  value(reference: Reference): JsonValue | undefined;
  text(reference: Reference): string | undefined;
}

function literalsOf(plan: PlanState, ledger: Ledger, settled: ReadonlySet<string>): Literals {
  const resultOf = recordedResults(ledger, plan);
  const recorded = ({ name, path }: Reference): JsonValue | undefined => {
    if (!settled.has(name)) return undefined;
    const result = resultOf(name);
    const value = result === undefined ? undefined : valueAt(result, path);
    if (value === undefined)
      throw new Unwritable(`the result of step ${name} is not there any more`);
    if (canonicalize(value).length > LARGEST_LITERAL)
      throw new Unwritable(`the result of step ${name} is too long to be kept in another plan`);
    return value;
  };
  return {
    value(reference) {
      const value = recorded(reference);
      return value === undefined ? undefined : escaped(value);
    },
    text(reference) {
      const value = recorded(reference);
      if (value === undefined) return undefined;
      const text = typeof value === "string" ? value : JSON.stringify(value);
      if (text.includes("${"))
        throw new Unwritable(`the result of step ${reference.name} reads like a reference`);
      return text;
    },
  };
}

/** Every text in it stands for itself. */
function escaped(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(escaped);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, escaped(one)]));
  const isMarked = typeof value === "string" && (value.startsWith("$$") || parseReference(value));
  return isMarked ? `$${value}` : value;
}

function rebuiltStep(
  step: Step,
  patch: PatchedCall | undefined,
  settled: ReadonlySet<string>,
  literal: Literals,
): JsonObject {
  const old = argumentsOf(step);
  const key = "tool" in step.do ? toolKey(step.do.tool) : "";
  const { tool, args, from } = patch ?? { tool: null, args: old, from: step.from };
  const isOther = tool !== null && toolKey(tool) !== key;
  const expect = isOther
    ? [...promiseOf(tool), ...step.expect.filter(({ probe }) => probe)]
    : tool?.effect === "read"
      ? followArguments(step.expect, old, args)
      : step.expect;
  const call = "tool" in step.do ? step.do.tool : null;
  const { server, name } = tool ?? call!;
  return json({
    ...step,
    do: { tool: { server, name, args: mapReferences(args, literal.value) } },
    after: step.after.filter((id) => !settled.has(id)),
    expect: mapReferences(expect as unknown as JsonValue, literal.value),
    // What it learned was a part of the other tool's answer.
    learn: isOther ? {} : step.learn,
    ...withSources(sourcesAfter(from ?? {}, args, settled)),
  });
}

function withSources(from: JsonObject): { from?: JsonObject } {
  return Object.keys(from).length === 0 ? {} : { from };
}

/** A value that a settled step said is not the plan's own: the step stays named as the one whose words they are. */
function sourcesAfter(
  from: JsonObject,
  args: JsonObject,
  settled: ReadonlySet<string>,
): JsonObject {
  let sources = from;
  for (const [path, value] of leavesOf(args)) {
    const name = parseReference(value)?.name;
    if (name === undefined || !settled.has(name)) continue;
    sources = withSource(sources, path, { from: "free", model: `step ${name}` });
  }
  return sources;
}

function newRead({ id, tool, args, from }: PatchedCall, intent: string, after: readonly string[]) {
  const { server, name } = tool;
  return json({
    id,
    intent,
    do: { tool: { server, name, args } },
    after,
    expect: promiseOf(tool),
    from,
  });
}

function refuseReferences(what: string, value: object, settled: ReadonlySet<string>): void {
  const found = referencesIn(value as JsonValue).find(({ name }) => settled.has(name));
  if (found) throw new Unwritable(`${what} needs step ${found.name}, which is done`);
}

/** Plain JSON: what is undefined is not there. */
function json(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

import type { Expectation } from "../../kernel/expectation.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Host } from "../../kernel/host.ts";
import {
  canonicalize,
  isObject,
  type JsonObject,
  type JsonValue,
  sha256,
} from "../../kernel/json.ts";
import { stepOf, templateOf, toolKey } from "../../kernel/plan.ts";
import type { RunView } from "../../kernel/run/context.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Plans, PreparedCall, RunAnswer } from "../contracts/plans.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Validator } from "../contracts/validator.ts";
import { checkPlan } from "./check.ts";
import { resolveCitations } from "./citations.ts";
import { unproved } from "./proved.ts";
import {
  embeddedReferences,
  fillTemplate,
  follow,
  parseReference,
  type Reference,
  referencesIn,
  resolveReferences,
  UnresolvedReference,
} from "./reference.ts";
import { Results } from "./results.ts";
import { taintedArguments } from "./taint.ts";
import { expectationFor, fromArguments } from "./templates.ts";
import { isVacuous } from "./vacuous.ts";

/** Arguments above this size stand in the intent as they were written, with the hash of what they became. */
const INLINE_ARGUMENTS = 8192;
/** Longer facts stay in the ledger; the state keeps their hash. */
const INLINE_FACT = 256;
const LONGEST_ANSWER = 4000;

/** The language of plans: checks, references, answers. */
export function createPlans(host: Pick<Host, "needs" | "provided">): Plans {
  const contents = () => host.provided<Contents>("contents").get("workspace");
  const kept = new WeakMap<RunView, Results>();
  const resultsOf = (context: RunView): Results => {
    const known = kept.get(context) ?? new Results(context.ledger, context.branch, contents);
    kept.set(context, known);
    return known;
  };

  /** What references in some parts of a step stand for, `$item` of a fan-out's element among them. */
  function lookupFor(context: RunView, stepId: string, parts: JsonValue) {
    const state = context.state();
    const step = stepOf(state.plan!.definition, stepId);
    const { index } = templateOf(stepId);
    const results = resultsOf(context);
    const given: Record<string, JsonValue> = {};
    if (index !== null && step.each !== undefined) {
      const list = resolveReferences(step.each, results.lookup(state, referencesIn(step.each)));
      given["item"] = (list as readonly JsonValue[])[index] ?? null;
    }
    return results.lookup(state, referencesIn(parts), given);
  }

  function resolved<T>(context: RunView, stepId: string, value: T): T {
    const json = value as unknown as JsonValue;
    return resolveReferences(json, lookupFor(context, stepId, json)) as unknown as T;
  }

  return {
    check: (input, tools, access) =>
      checkPlan(input, { tools, access, validator: host.needs("validator") }),

    accepted: (draft, { ground }, checked) =>
      draft("plan.accepted", { ...checked, plan: checked.plan as unknown as JsonObject, ground }),

    prepare(context, stepId): PreparedCall | string {
      const step = stepOf(context.state().plan!.definition, stepId);
      if (!("tool" in step.do)) return `step ${stepId} is no tool call`;
      const key = toolKey(step.do.tool);
      const tool = context.tools.get(key);
      if (!tool) return `the tool ${key} is not there any more`;
      const pinned = context.state().plan!.tools[key];
      if (pinned && pinned.hash !== tool.hash)
        return `the tool ${key} is not what it was when the plan was made`;
      const template = step.do.tool.args;
      return orReason(() => {
        const [args, own] = resolved<[JsonObject, readonly Expectation[]]>(context, stepId, [
          template,
          step.expect,
        ]);
        const mismatch = host.needs("validator").mismatch(tool.inputSchema, args);
        if (mismatch !== null) return `${key}: ${mismatch}`;
        const declared = tool.expect
          .flatMap((one) => expectationFor(one, args) ?? [])
          .filter((one) => proves(one, tool, host.needs("validator")));
        const canonical = canonicalize(args);
        const long = canonical.length > INLINE_ARGUMENTS;
        return {
          tool,
          args,
          content: sha256(`${key}\n${canonical}`),
          tainted: taintedArguments(template, step, context.state()),
          paths: tool.paths.flatMap((path) => fromArguments(path, args) ?? []).map(String),
          recorded: { args: long ? template : args, argshash: long ? sha256(canonical) : null },
          expect: [...own, ...declared],
        };
      });
    },

    action(context, stepId) {
      return orReason(() =>
        resolved(context, stepId, stepOf(context.state().plan!.definition, stepId).do),
      );
    },

    isTainted(context, stepId) {
      const step = stepOf(context.state().plan!.definition, stepId);
      const given = { do: step.do } as unknown as JsonObject;
      return taintedArguments(given, step, context.state()).length > 0;
    },

    elements(context, stepId) {
      const { each } = stepOf(context.state().plan!.definition, stepId);
      return orReason(() => {
        const list = resolveReferences(
          each!,
          resultsOf(context).lookup(context.state(), referencesIn(each!)),
        );
        return Array.isArray(list) ? (list as readonly JsonValue[]) : `${each} is not a list`;
      });
    },

    expectations(context, stepId) {
      const { definition } = context.state().plan!;
      return orReason(() => {
        if (stepId !== null) return resolved(context, stepId, stepOf(definition, stepId).expect);
        const goal = definition.expect as unknown as JsonValue;
        const lookup = resultsOf(context).lookup(context.state(), referencesIn(goal));
        return resolveReferences(goal, lookup) as unknown as readonly Expectation[];
      });
    },

    learn(context, stepId, view) {
      const step = stepOf(context.state().plan!.definition, stepId);
      const facts: Record<string, JsonValue> = {};
      for (const [name, text] of Object.entries(step.learn)) {
        const reference = parseReference(text);
        if (reference?.name !== step.id) continue;
        const value = valueAt(reference, view);
        if (value === undefined) continue;
        const canonical = canonicalize(value);
        const short = canonical.length <= INLINE_FACT;
        facts[name] = short ? value : { sha256: sha256(canonical), length: canonical.length };
      }
      return facts;
    },

    answer(context): RunAnswer {
      const state = context.state();
      const { cite, answer, proof } = state.plan!.definition;
      const results = resultsOf(context);
      const fill = (template: string) =>
        fillTemplate(template, results.lookup(state, embeddedReferences(template))).trimEnd();
      let cited: Pick<RunAnswer, "citations" | "missing"> = { citations: [], missing: [] };
      try {
        if (cite) {
          const claims = resolveReferences(cite.of, results.lookup(state, referencesIn(cite.of)));
          cited = resolveCitations(
            claims,
            cite.in.flatMap((step) => results.of(state, step)),
          );
        }
        const text = answer === undefined ? lastWords(state, results) : fill(answer);
        return { ...cited, answer: text, proof: proof === undefined ? "" : fill(proof) };
      } catch (error) {
        if (!(error instanceof UnresolvedReference)) throw error;
        // A step that is not done is named as it is; that nothing can be said of it needs no saying.
        const whole = Object.values(state.plan!.steps).every(({ status }) => status === "done");
        const gap = whole ? [`no answer: ${error.message}`] : [];
        return { ...cited, answer: "", proof: "", missing: [...cited.missing, ...gap] };
      }
    },

    unproved,
  };
}

/** What a tool declares binds it no less than a plan: a write is not judged on its own word, nor by a schema of nothing. */
function proves({ probe, matches }: Expectation, tool: ToolDefinition, validator: Validator) {
  return (probe !== undefined || tool.effect === "read") && !isVacuous(matches, validator);
}

/** The value, or in a sentence why a reference leads nowhere. */
function orReason<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnresolvedReference) return error.message;
    throw error;
  }
}

function valueAt(reference: Reference, view: JsonValue): JsonValue | undefined {
  try {
    return follow(reference, () => view);
  } catch (error) {
    if (error instanceof UnresolvedReference) return undefined;
    throw error;
  }
}

/** A plan without an answer of its own answers with what its last step said. */
function lastWords(state: RunState, results: Results): string {
  const { definition, steps } = state.plan!;
  const last = definition.steps.findLast((step) => steps[step.id]?.status === "done");
  if (!last) return "";
  const view = results.view(state, last.id);
  const text = isObject(view) ? view["text"] : view;
  return (typeof text === "string" ? text : JSON.stringify(view, null, 1)).slice(0, LONGEST_ANSWER);
}

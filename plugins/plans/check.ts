import { usage } from "../../kernel/error.ts";
import type { Expectation } from "../../kernel/expectation.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { type PinnedTool, type Plan, type Step, toolKey } from "../../kernel/plan.ts";
import type { CheckedPlan } from "../contracts/plans.ts";
import type { EffectClass, ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Validator } from "../contracts/validator.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { firstIssue } from "../../kernel/verb.ts";
import { checkSources } from "./argument-sources.ts";
import { orderPlan, requireStep } from "./order.ts";
import { type KnownSchema, schemaAt, typeConflict } from "./output-type.ts";
import { embeddedReferences, parseReference, referencesIn } from "./reference.ts";
import { withoutReferences } from "./schema-references.ts";
import { planSchema } from "./schema.ts";
import { isVacuous } from "./vacuous.ts";

/** A plan stands in the run's state until it is over, and the state is small. */
const LARGEST_PLAN = 64 * 1024;

interface PlanContext {
  readonly tools: readonly ToolDefinition[];
  readonly validator: Validator;
  readonly access: "read" | "write";
}

/** Everything that can be known of a plan before it runs. Throws `usage` with the place and the mend. */
export function checkPlan(input: unknown, context: PlanContext): CheckedPlan {
  const parsed = planSchema.safeParse(input);
  if (!parsed.success)
    throw usage(`plan: ${firstIssue(parsed.error)}`, "see docs/plans.md for the form of a plan");
  const size = Buffer.byteLength(JSON.stringify(parsed.data));
  if (size > LARGEST_PLAN)
    throw usage(
      `plan: it has ${size} bytes, and the most is ${LARGEST_PLAN}`,
      "give long texts with the run's input and refer to them as $goal.input",
    );
  const plan = orderPlan(parsed.data);
  const check = new PlanCheck(plan, context);
  return check.run();
}

const indexes = new WeakMap<readonly ToolDefinition[], ReadonlyMap<string, ToolDefinition>>();

/** Of thousands of tools a plan uses a few; the list is the same one as long as no server has changed. */
function indexOf(tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolDefinition> {
  const known = indexes.get(tools);
  if (known) return known;
  const made = new Map(tools.map((tool) => [toolKey(tool), tool]));
  indexes.set(tools, made);
  return made;
}

class PlanCheck {
  readonly #plan: Plan;
  readonly #context: PlanContext;
  readonly #byKey: ReadonlyMap<string, ToolDefinition>;
  readonly #steps: ReadonlyMap<string, Step>;
  readonly #pinned: Record<string, PinnedTool> = {};
  readonly #notes: string[] = [];

  constructor(plan: Plan, context: PlanContext) {
    this.#plan = plan;
    this.#context = context;
    this.#byKey = indexOf(context.tools);
    this.#steps = new Map(plan.steps.map((step) => [step.id, step]));
  }

  run(): CheckedPlan {
    const steps = this.#plan.steps.map((step) => this.#checkStep(step));
    const ids = new Set(this.#steps.keys());
    const templates = [this.#plan.answer, this.#plan.proof].flatMap((text) =>
      embeddedReferences(text ?? ""),
    );
    const goal = referencesIn([
      this.#plan.expect as unknown as JsonValue,
      this.#plan.cite?.of ?? null,
    ]);
    for (const reference of [...templates, ...goal]) {
      if (reference.name !== "goal") requireStep(reference.name, ids, `$${reference.name}`);
    }
    for (const id of this.#plan.cite?.in ?? []) requireStep(id, ids, "cite.in");
    const expect = this.#expectations(this.#plan.expect, "goal", null);
    return { plan: { ...this.#plan, steps, expect }, tools: this.#pinned, notes: this.#notes };
  }

  #checkStep(step: Step): Step {
    this.#checkLearn(step);
    checkSources(step, this.#plan.goal);
    if (!("tool" in step.do)) {
      if (step.expect.length > 0)
        return { ...step, expect: this.#expectations(step.expect, step.id, "once") };
      return step;
    }
    const { args } = step.do.tool;
    const tool = this.#tool(toolKey(step.do.tool), `plan: step "${step.id}"`);
    if (this.#context.access === "read" && tool.effect !== "read") {
      throw usage(
        `plan: step "${step.id}": ${toolKey(tool)} may change something, and this run may only read`,
        "use run instead of ask",
      );
    }
    this.#checkArguments(step, tool, args);
    return { ...step, expect: this.#expectations(step.expect, step.id, tool.effect) };
  }

  /** A fact is a part of what its own step answered; anything else would be dropped without a word. */
  #checkLearn(step: Step): void {
    for (const [name, text] of Object.entries(step.learn)) {
      if ("tool" in step.do && parseReference(text)?.name === step.id) continue;
      const where = `plan: step "${step.id}": learn.${name}: ${text}`;
      throw usage(
        "tool" in step.do
          ? `${where} is no part of this step's answer`
          : `${where}: only a tool call learns`,
        `write it as "$${step.id}.path", in a step that calls a tool`,
      );
    }
  }

  #tool(key: string, where: string): ToolDefinition {
    const tool = this.#byKey.get(key);
    if (!tool) {
      throw usage(
        `${where}: there is no tool ${key}${didYouMean(key, this.#byKey.keys())}`,
        "glassbox tools ls lists them",
      );
    }
    this.#pinned[key] = { effect: tool.effect, hash: tool.hash, paths: tool.paths };
    for (const template of tool.expect) {
      if (template.probe && template.probe.tool !== key)
        this.#tool(template.probe.tool, `plan: ${key} expects`);
    }
    return tool;
  }

  /** Literal arguments are validated now, references by what their source declares; both again before the call. */
  #checkArguments(step: Step, tool: ToolDefinition, args: JsonObject): void {
    const { validator } = this.#context;
    if (!isObject(tool.inputSchema)) return;
    const later = Object.keys(args).filter((key) => referencesIn(args[key]!).length > 0);
    const literal = Object.fromEntries(
      Object.entries(args).filter(([key]) => !later.includes(key)),
    );
    const required = (tool.inputSchema["required"] as string[] | undefined) ?? [];
    const schema = {
      ...tool.inputSchema,
      required: required.filter((key) => !later.includes(key)),
    };
    const mismatch = validator.mismatch(schema, literal);
    const where = `plan: step "${step.id}": ${toolKey(tool)}`;
    if (mismatch !== null)
      throw usage(`${where}: ${mismatch}`, `glassbox tools show ${toolKey(tool)}`);
    const properties = isObject(tool.inputSchema["properties"])
      ? tool.inputSchema["properties"]
      : {};
    for (const key of later) {
      if (!(key in properties) && tool.inputSchema["additionalProperties"] === false) {
        throw usage(
          `${where}: there is no argument "${key}"${didYouMean(key, Object.keys(properties))}`,
          `it takes ${Object.keys(properties).join(", ")}`,
        );
      }
      const conflict = typeConflict(
        this.#typeOf(args[key]!, step),
        schemaAt(tool.inputSchema, [key]),
      );
      if (conflict)
        throw usage(
          `${where}: ${key}: ${String(args[key])} ${conflict}`,
          "refer to another part of the earlier result",
        );
    }
  }

  #typeOf(value: JsonValue, step: Step): KnownSchema {
    const reference = typeof value === "string" ? parseReference(value) : null;
    if (!reference) return null;
    if (reference.name === "item") {
      return schemaAt(this.#typeOf(step.each!, step), [0, ...reference.path]);
    }
    const source = this.#steps.get(reference.name);
    if (!source || !("tool" in source.do)) return null;
    const output = this.#byKey.get(toolKey(source.do.tool))?.outputSchema ?? null;
    return schemaAt(
      source.each === undefined ? output : output && { type: "array", items: output },
      reference.path,
    );
  }

  /** `effect` null: the goal's own expectations. */
  #expectations(
    expectations: readonly Expectation[],
    owner: string,
    effect: EffectClass | null,
  ): Step["expect"] {
    return expectations.filter((expectation, index) => {
      const where = `plan: ${effect === null ? "goal" : `step "${owner}"`}: expect[${index}]`;
      const schema = withoutReferences(expectation.matches, where);
      const invalid = this.#context.validator.invalid(schema);
      if (invalid !== null)
        throw usage(
          `${where}.matches is no JSON Schema: ${invalid}`,
          "write a JSON Schema 2020-12",
        );
      if (expectation.probe) {
        const probe = this.#tool(expectation.probe.tool, where);
        if (probe.effect !== "read") {
          throw usage(
            `${where}.probe: ${expectation.probe.tool} may change something`,
            "probe with a tool of class read",
          );
        }
      } else if (effect !== "read") {
        throw usage(
          `${where} needs a probe: only a read is judged on its own answer`,
          'add probe: { tool: "server__tool", args: {…} }',
        );
      }
      if (!isVacuous(schema, this.#context.validator)) return true;
      this.#notes.push(`${owner}: expect[${index}] accepts anything and counts as none`);
      return false;
    }) as Step["expect"];
  }
}

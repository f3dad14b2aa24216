import { usage } from "../../kernel/error.ts";
import { type LedgerEvent, text, timeOf } from "../../kernel/event.ts";
import type { PlanState, RunState } from "../../kernel/fold/run-state.ts";
import type { Host, KernelParts } from "../../kernel/host.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { type Step, stepOf, templateOf } from "../../kernel/plan.ts";
import { runStateAt } from "../../kernel/run/state-at.ts";
import type { Place } from "../contracts/addresses.ts";
import { parseAddress, resolveAddress } from "./address.ts";
import { planAt } from "./plan-view.ts";
import { argumentsOf } from "./provenance.ts";
import { decisionBehind, type DecisionView } from "./why-decision.ts";

const PREVIEW = 200;

/** What led to a step, or to an event that belongs to none. */
export function why(host: Host, named: string): JsonObject {
  const kernel = host.kernel();
  const place = addressedPlace(kernel, named);
  const { run, branch, label, step } = place;
  if (step === null) return whyEvent(kernel, place);
  const events = [...kernel.ledger.readBranch(branch)].filter(
    (event) => event.data?.["step"] === step,
  );
  const last = events.at(-1)!;
  const { extensions } = kernel.runs.services;
  const state = runStateAt(kernel.ledger, branch, extensions, last.bseq);
  const plan = planAt(kernel, state, branch);
  if (!plan) throw usage(`run ${run} has no plan that step ${step} belongs to`);
  const definition = stepOf(plan.definition, step);
  const intent = events.find(
    (event) => event.type === "tool.intended" && event.data?.["purpose"] === "step",
  );
  return {
    run,
    label,
    step,
    intent: definition.intent,
    status: plan.steps[step]?.status ?? "done",
    call: intent ? callOf(intent) : null,
    arguments: argumentsIn(definition, plan, state, intent) as unknown as JsonValue,
    inputs: inputsOf(
      kernel,
      plan,
      definition,
      step,
      run,
      intent?.data?.["args"],
    ) as unknown as JsonValue,
    facts: Object.entries(state.facts).map(([name, fact]) => ({
      name,
      ...fact,
    })) as unknown as JsonValue,
    ground: plan.ground as unknown as JsonValue,
    rule: ruleOf(definition, state),
    expectations: checksIn(events, intent) as unknown as JsonValue,
    decisions: decisionsBehind(kernel, plan, events) as unknown as JsonValue,
    events: events.map(eventView),
  };
}

/** The decision behind the plan of a step, and those about the step itself. */
function decisionsBehind(
  { ledger }: KernelParts,
  plan: PlanState,
  events: readonly LedgerEvent[],
): DecisionView[] {
  const changes = [ledger.get(plan.event), ...events];
  return changes.flatMap((event) => decisionBehind(ledger, event) ?? []);
}

/** Why an event is there that belongs to no step: a plan, an end, a decision itself. */
function whyEvent({ ledger }: KernelParts, { run, label, event, at }: Place): JsonObject {
  const decision = decisionBehind(ledger, event);
  if (!decision)
    throw usage(
      `event ${at} (${event.type}) belongs to no step, and no decision led to it`,
      "write RUN@STEP; glassbox show RUN --plan lists the steps",
    );
  const decisions = [decision] as unknown as JsonValue;
  return { run, label, step: null, decisions, events: [eventView(event)] };
}

function eventView(event: LedgerEvent) {
  const { bseq: n, id, type } = event;
  return { n, id, type, time: timeOf(event.hlc), what: wordsFor(event) };
}

function addressedPlace(kernel: KernelParts, address: string): Place {
  const { at, step } = parseAddress(kernel, address);
  if (at === null && step === null)
    throw usage(
      `${address} names no step`,
      "write RUN@STEP; glassbox show RUN --plan lists the steps",
    );
  const place = resolveAddress(kernel, address);
  const named = step ?? place.event.data?.["step"];
  return { ...place, step: typeof named === "string" ? named : null };
}

function callOf(intent: LedgerEvent): JsonObject {
  const { server, tool, args, effect } = intent.data!;
  return {
    tool: `${text(server)}__${text(tool)}`,
    args: args ?? {},
    effect: effect ?? "",
    event: intent.id,
  };
}

/** Where each argument came from, with the value that the call was made with, as far as it is on record. */
function argumentsIn(
  definition: Step,
  { ground }: PlanState,
  { goal }: RunState,
  intent: LedgerEvent | undefined,
) {
  const isWhole = intent !== undefined && intent.data?.["argshash"] === null;
  return argumentsOf(definition, { goal: goal?.text ?? "", ground }).map((one) => {
    const used = isWhole ? partAt(intent.data?.["args"], one.argument) : undefined;
    const isReference = typeof one.value === "string" && /^\$[a-z]/.test(one.value);
    return { ...one, value: used ?? one.value, reference: isReference ? one.value : null };
  });
}

/** Each reference among a step's arguments, with the event that its value came from. */
function inputsOf(
  kernel: KernelParts,
  plan: PlanState,
  definition: Step,
  step: string,
  run: string,
  args: JsonValue | undefined,
) {
  const { index } = templateOf(step);
  const inputs = referencesAmong(definition.do as unknown as JsonValue, "");
  if (definition.each !== undefined)
    inputs.unshift({
      argument: index === null ? "each" : `each[${index}]`,
      reference: definition.each,
    });
  // An element comes from the list that its step fans out over.
  const listed = /^\$([a-z][a-z0-9_]*)/.exec(definition.each ?? "")?.[1] ?? "";
  return inputs.map(({ argument, reference }) => {
    const named = /^\$([a-z][a-z0-9_]*)/.exec(reference)?.[1] ?? "";
    const from = named === "item" ? listed : named;
    const event = plan.steps[from]?.result ?? null;
    const result = event === null ? null : kernel.ledger.get(event);
    const used = valueAt(args, argument.replace(/^tool\.args\.?/, ""));
    return { argument, reference, from, event, value: used ?? preview(result, run) };
  });
}

/** What an argument became, shortened; null where the intent holds only what it was written as. */
function valueAt(args: JsonValue | undefined, path: string): string | null {
  const value = partAt(args, path);
  if (value === undefined || value === args || /^"\$[a-z]/.test(JSON.stringify(value))) return null;
  return shortened(JSON.stringify(value));
}

function partAt(args: JsonValue | undefined, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    value = (value as Record<string, JsonValue> | null | undefined)?.[key];
  }
  return value;
}

function shortened(text: string): string {
  return text.length <= PREVIEW ? text : `${text.slice(0, PREVIEW)}… (${text.length} characters)`;
}

function referencesAmong(
  value: JsonValue,
  path: string,
): { argument: string; reference: string }[] {
  if (typeof value === "string")
    return /^\$[a-z]/.test(value) ? [{ argument: path, reference: value }] : [];
  if (Array.isArray(value))
    return value.flatMap((item: JsonValue, index) => referencesAmong(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    referencesAmong(member, path === "" ? key : `${path}.${key}`),
  );
}

function preview(event: LedgerEvent | null, run: string): string {
  if (event?.subject !== `run/${run}`) return "";
  const shown = JSON.stringify(event.data?.["view"] ?? event.data?.["value"] ?? null);
  return shortened(shown);
}

function ruleOf(step: Step, state: RunState): string {
  const order =
    step.after.length === 0 ? "it waits for no other step" : `it follows ${step.after.join(", ")}`;
  const driver = state.driver?.name ?? "";
  return `${order}; the plan came from driver ${driver}`;
}

function checksIn(events: readonly LedgerEvent[], intent: LedgerEvent | undefined) {
  const verdict = events.findLast((event) => event.type.startsWith("expect."));
  const expected = (intent?.data?.["expect"] ?? []) as readonly JsonObject[];
  return expected.map((one) => ({
    ...one,
    held: verdict === undefined ? null : verdict.type === "expect.met",
    observed: verdict?.data?.["observed"] ?? [],
    failures: verdict?.data?.["failures"] ?? [],
  }));
}

function wordsFor(event: LedgerEvent): string {
  const { data, type } = event;
  if (data === null) return "erased";
  if (type === "tool.intended")
    return `calls ${text(data["server"])}__${text(data["tool"])} (${text(data["effect"])})`;
  if (type === "tool.finished")
    return data["ok"] === true ? "the tool answered" : "the tool reported an error";
  if (type === "expect.met") return `${String(data["checks"])} expectations hold`;
  if (type === "expect.violated") return String((data["failures"] as readonly string[])[0] ?? "");
  if (type === "plan.patched")
    return `opens ${String(data["count"])} of ${String(data["total"])} elements`;
  return text(data["reason"]) || type;
}

import { conflict, KernelError } from "../../../kernel/error.ts";
import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Conversation } from "../desk.ts";
import { askText } from "./approval-text.ts";
import { callAsPerson, callVerb, type House } from "./house.ts";
import type { Ask, Report } from "./report.ts";

/** What is longer is not read before it is answered: it is decided at a terminal. */
const LONGEST_QUESTION = 12_000;

/** `elicitation/create` with a form, as both eras have it. */
export interface Question {
  readonly message: string;
  readonly requestedSchema: JsonObject;
  /** The answer to the ask; undefined: the form was not filled in. */
  value(content: JsonObject): JsonValue | undefined;
  /** When the person declines; undefined: nothing is answered then. */
  readonly declined: JsonValue | undefined;
}

/** The client puts questions to the person in front of it, and shows them as a form. */
export function canAsk(capabilities: JsonObject): boolean {
  const { elicitation } = capabilities;
  if (!isObject(elicitation)) return false;
  // Before 2025-11-25 there was no other kind.
  return Object.keys(elicitation).length === 0 || elicitation["form"] !== undefined;
}

/** What servers ask begins with their names, so nothing of theirs passes for ours. */
export function ourQuestion(text: string): string {
  return `Glassbox asks: ${text}`;
}

const APPROVE = "approve once";
const DENY = "deny";

/** Null: it cannot be put as a form, or is too long to be read in one. */
export function questionFor(report: Report, ask: Ask): Question | null {
  const message = ourQuestion(askText(report, ask));
  if (message.length > LONGEST_QUESTION) return null;
  if (ask.kind === "approval")
    return {
      message: `${message}\nMay it?`,
      requestedSchema: form("decision", {
        type: "string",
        title: "Decision",
        enum: [APPROVE, DENY],
      }),
      value: ({ decision }) =>
        decision === APPROVE ? true : decision === DENY ? false : undefined,
      declined: false,
    };
  const field = fieldFor(ask.schema);
  if (field === null) return null;
  return {
    message,
    requestedSchema: form("answer", field),
    value: ({ answer }) => answer,
    declined: undefined,
  };
}

function form(name: string, field: JsonObject): JsonObject {
  return { type: "object", properties: { [name]: field }, required: [name] };
}

const FIELDS = new Set(["string", "number", "integer", "boolean"]);
/** What a field of a form may say besides; the whole schema judges the answer in any case. */
const LIMITS = ["description", "minLength", "maxLength", "minimum", "maximum", "default"];

/** A form has flat fields of a few types; null: the schema asks for more. */
function fieldFor(schema: Ask["schema"]): JsonObject | null {
  if (!isObject(schema)) return null;
  const { type, enum: values, title = "Answer" } = schema;
  if (Array.isArray(values))
    return values.every((value) => typeof value === "string")
      ? { type: "string", title, enum: values }
      : null;
  if (typeof type !== "string" || !FIELDS.has(type)) return null;
  const limits = LIMITS.flatMap((name) => (name in schema ? [[name, schema[name]!] as const] : []));
  return { type, title, ...Object.fromEntries(limits) };
}

/** Asks the person in front of the client what a run asks. False: it is still open. */
export async function askPerson(
  house: House,
  at: Conversation,
  report: Report,
  ask: Ask,
): Promise<boolean> {
  if (at.client.principal.scope === "read" || !canAsk(at.client.capabilities)) return false;
  const question = questionFor(report, ask);
  if (!question) return false;
  const settled = new AbortController();
  const leave = house.kernel().ledger.onCommit(() => {
    if (!isOpen(house, ask)) settled.abort();
  });
  try {
    const value = await valueOf(question, at, settled.signal);
    if (settled.signal.aborted) return true;
    if (value === undefined) return false;
    await answerAsShown(house, at, ask, value);
    return true;
  } finally {
    leave();
  }
}

/** Nobody has answered it at a terminal meanwhile, and the run still waits for it. */
function isOpen(house: House, { run, ask }: Ask): boolean {
  const { asks, outcome } = house.kernel().runs.state(run);
  return outcome === null && asks[ask]?.answer === null;
}

async function valueOf(
  { message, requestedSchema, value, declined }: Question,
  { client, signal }: Conversation,
  settled: AbortSignal,
): Promise<JsonValue | undefined> {
  const until = AbortSignal.any([signal, settled]);
  try {
    const said = await client.ask("elicitation/create", { message, requestedSchema }, until);
    return decisionIn(said, value, declined);
  } catch (error) {
    // The client could not ask after all, or nobody answered in time.
    if (error instanceof RequestFault && !signal.aborted) return undefined;
    throw error;
  }
}

/** What an `ElicitResult` decides; undefined: nothing. */
export function decisionIn(
  { action, content }: JsonObject,
  value: Question["value"],
  declined: Question["declined"],
): JsonValue | undefined {
  if (action === "decline") return declined;
  if (action !== "accept" || !isObject(content)) return undefined;
  return value(content);
}

/** Answers an ask only while it is just what the person was shown. */
export async function answerAsShown(
  house: House,
  at: Conversation,
  shown: Ask,
  value: JsonValue,
): Promise<void> {
  const { asks } = await callVerb<Report>(house, at, "run.report", { run: shown.run });
  const now = asks.find(({ ask }) => ask === shown.ask);
  if (!now) return;
  if (canonicalize(now as object as JsonObject) !== canonicalize(shown as object as JsonObject))
    throw conflict(`${shown.ask} is not what the person was shown any more`);
  try {
    await callAsPerson(house, "run.answer", { run: shown.run, ask: shown.ask, value });
  } catch (error) {
    // Somebody else, at a terminal perhaps, was quicker.
    if (error instanceof KernelError && error.code === "conflict") return;
    throw error;
  }
}

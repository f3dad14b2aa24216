import { isObject, type JsonValue } from "../../kernel/json.ts";
import { type Step, stepOf, toolKey } from "../../kernel/plan.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Argument } from "../contracts/approvals.ts";

type Context = Pick<RunContext, "state" | "tools" | "ledger">;

/** Where a literal may have come from by way of whoever planned. */
const CARRIED = new Set(["results", "facts", "free", "input"]);

/** Where what is not to be trusted with an effect came in, of one argument: `step page of web__web_fetch`. */
export function sourcesIn(
  { argument, from }: Pick<Argument, "argument" | "from">,
  step: Step,
  context: Context,
): readonly string[] {
  if (!("tool" in step.do)) return [];
  const sources = sourcesOf(partAt(step.do.tool.args, argument), step, context);
  const isCarried = context.state().plan?.tainted === true && CARRIED.has(from);
  const carried = isCarried ? ["words planned after an answer from outside was read"] : [];
  return sources.length > 0 ? sources : carried;
}

function partAt(args: JsonValue, path: string): JsonValue {
  let value: JsonValue | undefined = args;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== ""))
    value = (value as Record<string, JsonValue> | null | undefined)?.[key];
  return value ?? null;
}

function sourcesOf(value: JsonValue, step: Step, context: Context): readonly string[] {
  const found = referencesIn(value).flatMap((text) => sourcesOfReference(text, step, context));
  return [...new Set(found)];
}

function sourcesOfReference(text: string, step: Step, context: Context): readonly string[] {
  const [, name = "", path = ""] = /^\$([a-z][a-z0-9_]*)(.*)$/s.exec(text) ?? [];
  if (name === "goal") return path.startsWith(".input") ? ["the input"] : [];
  if (name === "item") return sourcesOf(step.each ?? "", step, context);
  const { plan } = context.state();
  const known = plan?.steps[name];
  if (!plan || known?.tainted !== true) return [];
  const source = stepOf(plan.definition, name);
  if (!("tool" in source.do)) return [`step ${name}`];
  const key = toolKey(source.do.tool);
  const earlier = [source.do.tool.args, source.each ?? ""].flatMap((given) =>
    sourcesOf(given, source, context),
  );
  const answer = known.result === null ? null : context.ledger.get(known.result)?.data;
  const hosts = answer?.["hosts"];
  const isTrusted = context.tools.get(key)?.trusted === true;
  // A trusted step that asked no host only handed on what it was given.
  const handsOn = isTrusted && earlier.length > 0 && !(Array.isArray(hosts) && hosts.length > 0);
  return handsOn ? earlier : [...earlier, `step ${name} of ${key}`];
}

function referencesIn(value: JsonValue): readonly string[] {
  if (typeof value === "string") return /^\$[a-z]/.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return isObject(value) ? Object.values(value).flatMap(referencesIn) : [];
}

import { isObject, type JsonValue } from "../../kernel/json.ts";
import { type Step, stepOf, toolKey } from "../../kernel/plan.ts";
import type { RunContext } from "../../kernel/run/context.ts";

type Context = Pick<RunContext, "state" | "tools" | "ledger">;

/** Where what is not to be trusted came in: `step page of web__web_fetch`, for each reference in a value. */
export function sourcesOf(value: JsonValue, step: Step, context: Context): readonly string[] {
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

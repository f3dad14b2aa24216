import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { leavesOf, withValue } from "./argument.ts";
import { partFor } from "./new-read.ts";
import { argumentsOf, type Offer, type OfferedArgument, type OfferedTool } from "./offer.ts";
import { MOST_STEPS } from "./schema.ts";
import { NONE, type Value } from "./value.ts";

/** One call of a patch, as a plan writes it. */
export interface PatchedCall {
  readonly id: string;
  readonly tool: ToolDefinition;
  readonly args: JsonObject;
  readonly from: JsonObject;
}

export interface Decoded {
  /** Calls that take the place of those with their ids. */
  readonly changed: readonly PatchedCall[];
  /** New reads. */
  readonly added: readonly PatchedCall[];
}

/** What a model wrote as calls that may stand in the plan; a sentence: what is wrong with it. No grammar is trusted. */
export function decodeSteps(steps: readonly JsonValue[], offer: Offer): Decoded | string {
  if (steps.length > MOST_STEPS) return `at most ${MOST_STEPS} steps`;
  const seen = new Map<string, PatchedCall>();
  for (const step of steps) {
    if (!isObject(step)) return "a step is an object with id, tool and args";
    const id = String(step["id"] ?? "");
    if (seen.has(id)) return `${id} stands there twice`;
    const call = decodeStep(id, step, offer, seen);
    if (typeof call === "string") return call;
    seen.set(id, call);
  }
  const calls = [...seen.values()];
  const changed = calls.filter((call) => isChange(call, offer));
  const added = drawnUpon(
    calls.filter(({ id }) => offer.fresh.includes(id)),
    changed,
  );
  if (!changed.some(({ id }) => offer.causes.has(id)))
    return `that changes nothing: change ${[...offer.causes].join(" or ")}`;
  return { changed, added };
}

function decodeStep(
  id: string,
  step: JsonObject,
  { steps, readers, fresh }: Offer,
  earlier: ReadonlyMap<string, PatchedCall>,
): PatchedCall | string {
  const isNew = fresh.includes(id);
  const known = steps.find((one) => one.step.id === id);
  if (!known && !isNew) return `${JSON.stringify(id)} is no step that may be changed`;
  const tools = known?.tools ?? readers;
  const offered = tools.find(
    ({ tool }) => toolKey(tool) === step["tool"] || tool.name === step["tool"],
  );
  if (!offered)
    return `${id} may use ${tools.map(({ tool }) => toolKey(tool)).join(", ") || "no tool"}`;
  const given = step["args"] ?? {};
  if (!isObject(given)) return `${id}: args is an object`;
  const reads = new Map([...earlier].filter(([one]) => fresh.includes(one)));
  const base =
    known && offered === known.tools[0]
      ? { args: argumentsOf(known.step), from: known.step.from ?? {} }
      : null;
  return decodeCall(id, offered, given, base, reads);
}

function decodeCall(
  id: string,
  { tool, args: offered }: OfferedTool,
  given: JsonObject,
  base: { readonly args: JsonObject; readonly from: JsonObject } | null,
  reads: ReadonlyMap<string, PatchedCall>,
): PatchedCall | string {
  let args = base?.args ?? {};
  let from = base?.from ?? {};
  const said = new Map(leavesOf(given));
  const had = new Map(leavesOf(args));
  for (const path of said.keys())
    if (!offered.some((one) => one.path === path)) return `${id}: there is no argument ${path}`;
  for (const argument of offered) {
    const { path } = argument;
    const value = said.get(path);
    // What a call has, it keeps.
    if (value === undefined && base) continue;
    if (argument.isOptional && (value === undefined || value === NONE)) continue;
    if (value === undefined) return `${id}: the argument ${path} is missing`;
    const found = pointedAt(argument, value, reads);
    if (!found) return `${id}: ${path} may not be ${JSON.stringify(value).slice(0, 80)}`;
    if (base && found.written === had.get(path)) continue;
    args = withValue(args, path, found.written);
    from = withSource(from, path, found.from);
  }
  return { id, tool, args, from };
}

function pointedAt(
  { values, takesReads, path, schema }: OfferedArgument,
  said: JsonValue,
  reads: ReadonlyMap<string, PatchedCall>,
): Pick<Value, "written" | "from"> | null {
  const known = values.find(({ label, written }) => label === said || written === said);
  if (known) return known;
  const read = typeof said === "string" && said.startsWith("$") ? reads.get(said.slice(1)) : null;
  const part = read && takesReads ? partFor({ path, schema }, read.tool.outputSchema) : null;
  if (!read || part === null) return null;
  return { written: `$${read.id}${part}`, from: { from: "results", step: read.id } };
}

/** What was said of the value before, or of the list or object around it, is not said of the new one. */
export function withSource(from: JsonObject, path: string, source: JsonObject | null): JsonObject {
  const kept = Object.entries(from).filter(
    ([key]) => key !== path && !path.startsWith(`${key}.`) && !path.startsWith(`${key}[`),
  );
  return { ...Object.fromEntries(kept), ...(source ? { [path]: source } : {}) };
}

function isChange({ id, tool, args }: PatchedCall, { steps }: Offer): boolean {
  const known = steps.find(({ step }) => step.id === id);
  if (!known) return false;
  return tool !== known.tools[0]!.tool || !Bun.deepEquals(args, argumentsOf(known.step));
}

/** New reads that a changed call draws on: others would be done for nothing. */
function drawnUpon(added: readonly PatchedCall[], changed: readonly PatchedCall[]): PatchedCall[] {
  const kept: PatchedCall[] = [];
  for (const read of added.toReversed()) {
    const text = JSON.stringify([...changed, ...kept].map(({ args }) => args));
    if (new RegExp(`"\\$${read.id}[".\\[]`).test(text)) kept.unshift(read);
  }
  return kept;
}

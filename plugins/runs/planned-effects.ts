import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import {
  isUndoable,
  type PinnedTool,
  type Plan,
  type Step,
  type ToolAction,
  toolKey,
} from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type {
  Argument,
  Origin,
  PlannedCall,
  PlannedEffect,
  ShownArgument,
} from "../contracts/approvals.ts";
import { argumentsOf } from "./provenance.ts";

/** The effects of a plan, of the tools that are asked about: each with its calls, in the order of the steps. */
export function plannedEffects(
  { steps }: Pick<Plan, "steps">,
  asked: Readonly<Record<string, PinnedTool>>,
  tools: ReadonlyMap<string, ToolDefinition>,
  origin: Origin,
): PlannedEffect[] {
  const calls = new Map<string, PlannedCall[]>();
  for (const step of steps) {
    if (!("tool" in step.do)) continue;
    const tool = toolKey(step.do.tool);
    if (!Object.hasOwn(asked, tool)) continue;
    const call = plannedCall(step, step.do.tool, tools.get(tool), origin);
    calls.set(tool, [...(calls.get(tool) ?? []), call]);
  }
  return [...calls].map(([tool, made]) => {
    const pinned = asked[tool]!;
    return { tool, effect: pinned.effect, undoable: isUndoable(pinned), calls: made };
  });
}

function plannedCall(
  step: Step,
  { server, args }: ToolAction,
  tool: ToolDefinition | undefined,
  origin: Origin,
): PlannedCall {
  const { id, intent, each = null } = step;
  const destinations = tool ? destinationsOf(tool, args) : [anywhere(server)];
  return { step: id, intent, each, destinations, arguments: argumentsOf(step, origin).map(shown) };
}

const MOST = 200;

/** A call with the arguments that it is made with: the values as they are now, their sources as the plan has them. */
export function actualCall(
  step: Step,
  tool: ToolDefinition,
  args: JsonObject,
  origin: Origin,
): Pick<PlannedCall, "destinations" | "arguments"> {
  const rows = argumentsOf(step, origin).map((one) =>
    shown({ ...one, value: partAt(args, one.argument) ?? one.value }),
  );
  return { destinations: destinationsOf(tool, args, "actual"), arguments: rows };
}

function partAt(args: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = args;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== "")) {
    value = (value as Record<string, JsonValue> | null | undefined)?.[key];
  }
  return value;
}

/** A value for people and for the ledger's state: what is long stands in the plan or the call itself. */
function shown(argument: Argument): ShownArgument {
  const { value } = argument;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= MOST) return argument;
  return { ...argument, value: text.slice(0, MOST), length: text.length };
}

const ARGUMENT = /^\$args\.([A-Za-z_]\w*)$/;
const MOST_PLACES = 50;

/**
 * Where a call goes, by what its tool declares: with the arguments as a plan writes them, or as they are when it is
 * made. A server that is not trusted, or says nothing, may go anywhere.
 */
export function destinationsOf(
  { server, trusted, paths, meta }: ToolDefinition,
  args: JsonObject,
  as: "planned" | "actual" = "planned",
): readonly string[] {
  const declared = meta["dev.glassbox/destinations"];
  const said = trusted && Array.isArray(declared) ? declared : [];
  const names = [...paths, ...said].flatMap((one) => ARGUMENT.exec(String(one))?.[1] ?? []);
  const found = names.flatMap((name) => (Object.hasOwn(args, name) ? textsOf(args[name]!) : []));
  const places = [...new Set(found)].map((text) => (as === "planned" ? planned(text) : cut(text)));
  if (places.length === 0) return [anywhere(server)];
  const more = places.length - MOST_PLACES;
  return more > 0 ? [...places.slice(0, MOST_PLACES), `and ${more} more`] : places;
}

function anywhere(server: string): string {
  return `anywhere: ${server} decides`;
}

function textsOf(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.flatMap(textsOf) : [JSON.stringify(value)];
}

function planned(text: string): string {
  if (/^\$[a-z]/.test(text)) return `${cut(text)}, known when it runs`;
  return cut(text.startsWith("$$") ? text.slice(1) : text);
}

function cut(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}

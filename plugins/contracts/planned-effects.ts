import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { isUndoable, type PinnedTool, type Plan, type Step, toolKey } from "../../kernel/plan.ts";
import type { EffectClass, ToolDefinition } from "../../kernel/ports/tools.ts";
import { type Argument, argumentsOf, type Origin } from "./provenance.ts";

/** What a person is asked about: a tool that changes something, and the calls of it. */
export interface PlannedEffect {
  readonly tool: string;
  readonly effect: EffectClass;
  readonly undoable: boolean;
  readonly calls: readonly PlannedCall[];
}

export interface PlannedCall {
  readonly step: string;
  readonly intent: string;
  /** The list that the call is made for each element of. */
  readonly each: string | null;
  /** Paths, people, places: as far as the plan and the tool say them. */
  readonly destinations: readonly string[];
  readonly arguments: readonly ShownArgument[];
}

/** An argument as it is shown: of a long value its head, and how long it is. */
export interface ShownArgument extends Argument {
  /** Characters of the whole value; absent when it is all there. */
  readonly length?: number;
  /** The source that is not to be trusted with an effect; absent when there is none. */
  readonly outside?: string;
}

/** The effects of a plan, each with its calls: of the tools that are asked for. */
export function plannedEffects(
  { steps }: Pick<Plan, "steps">,
  asked: Readonly<Record<string, PinnedTool>>,
  tools: ReadonlyMap<string, ToolDefinition>,
  origin: Origin,
): PlannedEffect[] {
  return Object.entries(asked).map(([tool, pinned]) => ({
    tool,
    effect: pinned.effect,
    undoable: isUndoable(pinned),
    calls: steps.flatMap((step) => {
      if (!("tool" in step.do) || toolKey(step.do.tool) !== tool) return [];
      return [plannedCall(step, tools.get(tool), origin)];
    }),
  }));
}

function plannedCall(step: Step, tool: ToolDefinition | undefined, origin: Origin): PlannedCall {
  const { id, intent, each = null } = step;
  const { server, args } = "tool" in step.do ? step.do.tool : { server: "", args: {} };
  const destinations = tool ? destinationsOf(tool, args) : [anywhere(server)];
  return { step: id, intent, each, destinations, arguments: argumentsOf(step, origin).map(shown) };
}

const MOST = 200;

/** A value for people and for the ledger's state: what is long stands in the plan or the call itself. */
export function shown(argument: Argument): ShownArgument {
  const { value } = argument;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= MOST) return argument;
  return { ...argument, value: text.slice(0, MOST), length: text.length };
}

const ARGUMENT = /^\$args\.([A-Za-z_]\w*)$/;

/** Where a call goes, by what its tool declares. A server that is not trusted, or says nothing, may go anywhere. */
export function destinationsOf(tool: ToolDefinition, args: JsonObject): readonly string[] {
  const { server, trusted, paths, meta } = tool;
  const declared = meta["dev.glassbox/destinations"];
  const said = trusted && Array.isArray(declared) ? declared : [];
  const names = [...paths, ...said].flatMap((one) => ARGUMENT.exec(String(one))?.[1] ?? []);
  const found = names.flatMap((name) => (Object.hasOwn(args, name) ? wordsOf(args[name]!) : []));
  return found.length > 0 ? [...new Set(found)] : [anywhere(server)];
}

function anywhere(server: string): string {
  return `anywhere: ${server} decides`;
}

function wordsOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: JsonValue) => wordsOf(one));
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (isObject(value)) return [cut(text)];
  if (text.startsWith("$$")) return [cut(text.slice(1))];
  return [/^\$[a-z]/.test(text) ? `${cut(text)}, known when it runs` : cut(text)];
}

function cut(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, MOST)}…`;
}

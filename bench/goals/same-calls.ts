import { canonicalize, isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { GoldenStep } from "./golden.ts";

/** A call as it is compared: references say the number of the step they mean (`$1` is the first). */
export interface Call {
  readonly tool: string;
  readonly args: JsonObject;
}

type Tools = readonly Pick<ToolDefinition, "server" | "name" | "inputSchema">[];

/** Results that say again what the call was given: naming one or the other is the same. */
const REPEATED = new Set(["path", "from", "to", "url"]);
const GOLDEN_REFERENCE = /^\$\d+(?=[.[]|$)/;

/** The right tools in the right order, each with the right arguments and no other. */
export function sameCalls(
  expected: readonly GoldenStep[],
  planned: readonly Call[],
  tools: Tools,
): boolean {
  if (expected.length !== planned.length) return false;
  const wanted = withoutDetours(expected);
  const got = withoutDetours(planned);
  return got.every((call, index) => {
    const tool = tools.find((one) => key(one) === call.tool);
    if (!tool || !isTool(wanted[index]!.tool, call.tool)) return false;
    return sameArgs(wanted[index]!.args, call.args, tool.inputSchema);
  });
}

/** `files_move` is any server's tool of that name. */
export function isTool(expected: string, key: string): boolean {
  return key === expected || key.slice(key.indexOf("__") + 2) === expected;
}

/** The calls of a plan; null when it does anything else, or one of them for each element of a list. */
export function callsOf(steps: readonly Step[]): Call[] | null {
  const numbers = new Map(steps.map(({ id }, index) => [id, index + 1]));
  const calls: Call[] = [];
  for (const { do: action, each } of steps) {
    if (!("tool" in action) || each !== undefined) return null;
    const args = renamed(action.tool.args, numbers) as JsonObject;
    calls.push({ tool: key(action.tool), args });
  }
  return calls;
}

function key({ server, name }: { readonly server: string; readonly name: string }): string {
  return `${server}__${name}`;
}

/** `$s1.path` of a plan as `$1.path`. The text `$5`, in a plan `$$5`, stays apart as `$$5`. */
function renamed(value: JsonValue, numbers: ReadonlyMap<string, number>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => renamed(item, numbers));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, renamed(member, numbers)]),
    );
  if (typeof value !== "string") return value;
  return value.replace(/^\$([a-z][a-z0-9_]*)(?=[.[]|$)/, (whole, id: string) => {
    const number = numbers.get(id);
    return number === undefined ? whole : `$${number}`;
  });
}

/** A reference to what a call merely repeats is replaced by what the call was given. */
function withoutDetours(calls: readonly Call[]): Call[] {
  const done: Call[] = [];
  for (const { tool, args } of calls) done.push({ tool, args: direct(args, done) as JsonObject });
  return done;
}

function direct(value: JsonValue, earlier: readonly Call[]): JsonValue {
  if (Array.isArray(value)) return value.map((item) => direct(item, earlier));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, direct(member, earlier)]),
    );
  if (typeof value !== "string") return value;
  const [, number, property] = /^\$(\d+)\.(\w+)$/.exec(value) ?? [];
  if (property === undefined || !REPEATED.has(property)) return value;
  const given = earlier[Number(number) - 1]?.args[property];
  return typeof given === "string" ? given : value;
}

function sameArgs(expected: JsonObject, got: JsonObject, schema: ToolDefinition["inputSchema"]) {
  const properties = isObject(schema) && isObject(schema["properties"]) ? schema["properties"] : {};
  const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
  return [...names].every((name) => {
    const property = properties[name];
    const standard = isObject(property) ? property["default"] : undefined;
    return sameValue(expected[name] ?? standard, got[name] ?? standard);
  });
}

function sameValue(expected: JsonValue | undefined, got: JsonValue | undefined): boolean {
  if (expected === undefined || got === undefined) return expected === got;
  return canonicalize(plain(expected)) === canonicalize(plain(got));
}

/** Texts without the space around them. A text that begins with `$` and is no reference has one `$` in both spellings. */
function plain(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (GOLDEN_REFERENCE.test(text)) return { reference: text };
  return text.startsWith("$$") ? text.slice(1) : text;
}

import { usage } from "../../kernel/error.ts";
import { isObject, type JsonValue } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { parseReference, type Reference, referencesIn } from "./reference.ts";
import type { ArgumentSource } from "./schema.ts";

const SEE = "see docs/plans.md, Where arguments come from";

/**
 * What a step says of its arguments must be true as far as the plan itself can tell: approvals and reviews are decided
 * by it. `goal`: the text that spans are of; without one they are compared when the run is looked at.
 */
export function checkSources(step: Step, goal: string | undefined): void {
  const sources = Object.entries((step.from ?? {}) as Readonly<Record<string, ArgumentSource>>);
  if (sources.length === 0) return;
  const where = `plan: step "${step.id}": from`;
  if (!("tool" in step.do)) throw usage(`${where}: only a tool call has arguments`, SEE);
  const values = partsOf(step.do.tool.args);
  for (const [path, source] of sources) {
    const value = values.get(path);
    if (value === undefined)
      throw usage(
        `${where}: there is no argument "${path}"${didYouMean(path, values.keys())}`,
        `name one of ${[...values.keys()].join(", ")}`,
      );
    const fault = faultOf(source, value, step, goal);
    if (fault !== null) throw usage(`${where}.${path}: ${fault}`, SEE);
  }
}

/** Every part of an argument list by its path, lists and objects among them. */
function partsOf(args: JsonValue): ReadonlyMap<string, JsonValue> {
  const parts = new Map<string, JsonValue>();
  const visit = (value: JsonValue, path: string): void => {
    if (path !== "") parts.set(path, value);
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`);
    else if (isObject(value))
      for (const [key, member] of Object.entries(value))
        visit(member, path === "" ? key : `${path}.${key}`);
  };
  visit(args, "");
  return parts;
}

/** Null when it can be so. */
function faultOf(
  source: ArgumentSource,
  value: JsonValue,
  step: Step,
  goal: string | undefined,
): string | null {
  const references = referencesIn(value);
  if (source.from === "results") {
    if (references.some((one) => sourceStep(one, step) === source.step)) return null;
    return `${JSON.stringify(value)} does not refer to step "${source.step}"`;
  }
  if (source.from === "input" && references.every(isInput)) return null;
  if (references.length > 0)
    return `${JSON.stringify(value)} is a reference, and those come from results`;
  if (source.from !== "goal" || goal === undefined) return null;
  const [start, end] = source.span;
  if (end > goal.length) return `the goal has ${goal.length} characters, and not ${end}`;
  const said = goal.slice(start, end);
  return isSaid(value, said)
    ? null
    : `the goal says ${JSON.stringify(said)} there, and not ${JSON.stringify(value)}`;
}

function sourceStep({ name }: Reference, step: Step): string | undefined {
  return name === "item" ? parseReference(step.each ?? "")?.name : name;
}

function isInput({ name, path }: Reference): boolean {
  return name === "goal" && path[0] === "input";
}

/** A literal is what a stretch of the goal says: the same text, letter case aside, or the number it writes. */
function isSaid(value: JsonValue, said: string): boolean {
  if (typeof value === "number")
    return said.trim() !== "" && Number(said.replace(",", ".")) === value;
  if (typeof value !== "string") return JSON.stringify(value) === said;
  const meant = value.startsWith("$$") ? value.slice(1) : value;
  return meant.toLowerCase() === said.toLowerCase();
}

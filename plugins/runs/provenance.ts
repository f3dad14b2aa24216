import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Step } from "../../kernel/plan.ts";
import type { Argument, Origin } from "../contracts/approvals.ts";

type Source = Pick<Argument, "from" | "detail">;

/** Where each argument of a step comes from: as the plan has recorded it, else as far as it shows by itself. */
export function argumentsOf(step: Step, origin: Origin): readonly Argument[] {
  if (!("tool" in step.do)) return [];
  const recorded = (step.from ?? {}) as Readonly<Record<string, JsonObject>>;
  const visit = (value: JsonValue, path: string): readonly Argument[] => {
    const record = Object.hasOwn(recorded, path) ? recorded[path] : undefined;
    if (record) return [{ argument: path, value, ...recordedSource(record, value, origin) }];
    const parts = partsOf(value, path).flatMap(([part, member]) => visit(member, part));
    const [first] = parts;
    // A list or an object of one origin is one argument, unless its parts are earlier results.
    const isPlain = first?.from === "plan" && parts.every(({ detail }) => detail === first.detail);
    if (path === "" || (parts.length > 0 && !isPlain)) return parts;
    return [{ argument: path, value, ...sourceOf(value, step, origin) }];
  };
  return visit(step.do.tool.args, "");
}

function partsOf(value: JsonValue, path: string): readonly (readonly [string, JsonValue])[] {
  if (Array.isArray(value))
    return value.map((item: JsonValue, index) => [`${path}[${index}]`, item] as const);
  if (!isObject(value)) return [];
  return Object.entries(value).map(([key, member]) => [path ? `${path}.${key}` : key, member]);
}

function recordedSource(record: JsonObject, value: JsonValue, origin: Origin): Source {
  const { from, span, step, name, model } = record;
  if (from === "results") return { from, detail: `step ${String(step)}` };
  if (from === "facts") return { from, detail: `the fact ${String(name)}` };
  if (from === "input") return { from, detail: "the input" };
  if (from === "free") return { from, detail: `the words of ${String(model ?? "a model")}` };
  if (from === "default") return { from, detail: "the tool's default" };
  const [start, end] = span as readonly [number, number];
  // Whoever wrote the plan may have had another goal in view, or want us to believe so.
  if (isSaid(value, origin.goal.slice(start, end))) return saidAt(start, end);
  return { from: "plan", detail: "the plan: the goal does not say it" };
}

function sourceOf(value: JsonValue, step: Step, origin: Origin): Source {
  const { kind, name } = origin.ground;
  const reference = typeof value === "string" ? /^\$([a-z][a-z0-9_]*)(.*)$/s.exec(value) : null;
  if (reference) return referredSource(reference[1]!, reference[2]!, step);
  return (
    slotSource(value, origin) ?? ({ from: "plan", detail: definitionName(kind, name) } as const)
  );
}

function definitionName(kind: string, name: string): string {
  return kind === "skill" ? `the skill ${name}` : "the plan";
}

function referredSource(name: string, path: string, step: Step): Source {
  if (name === "goal")
    return path.startsWith(".input")
      ? { from: "input", detail: "the input" }
      : { from: "goal", detail: "the goal, all of it" };
  const listed = /^\$([a-z][a-z0-9_]*)/.exec(step.each ?? "")?.[1] ?? "";
  return name === "item"
    ? { from: "results", detail: `each element of step ${listed}` }
    : { from: "results", detail: `step ${name}` };
}

/** A value that a skill took from the goal, or one with such a value in it. */
function slotSource(value: JsonValue, { goal, ground }: Origin): Source | null {
  const slots = Object.entries(ground.slots);
  const meant = meantBy(value);
  for (const [slot, taken] of slots) {
    if (taken !== meant) continue;
    const start = goal.indexOf(String(taken));
    const isVerbatim = start >= 0 && String(taken) !== "";
    return isVerbatim
      ? saidAt(start, start + String(taken).length)
      : { from: "goal", detail: `the goal, as ${slot}` };
  }
  if (typeof meant !== "string") return null;
  const inside = slots.filter(([, taken]) => String(taken) !== "" && meant.includes(String(taken)));
  if (inside.length === 0) return null;
  const names = inside.map(([slot]) => slot).join(" and ");
  return {
    from: "goal",
    detail: `${definitionName(ground.kind, ground.name)} and the goal's ${names}`,
  };
}

function saidAt(start: number, end: number): Source {
  return { from: "goal", detail: `the goal, characters ${start}–${end}` };
}

/** As a plan is checked for it: the same text, letter case aside, or the number it writes. */
function isSaid(value: JsonValue, said: string): boolean {
  if (said.trim() === "") return false;
  if (typeof value === "number") return Number(said.replace(",", ".")) === value;
  const meant = meantBy(value);
  const text = typeof meant === "string" ? meant : JSON.stringify(meant);
  return text.toLowerCase() === said.toLowerCase();
}

/** A text of a plan without the dollar that keeps it from being a reference. */
function meantBy(value: JsonValue): JsonValue {
  return typeof value === "string" && value.startsWith("$$") ? value.slice(1) : value;
}

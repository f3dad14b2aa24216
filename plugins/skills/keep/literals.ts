import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Step } from "../../../kernel/plan.ts";

/** A value that stands in a plan as it is: no reference to an earlier result. */
export interface Literal {
  readonly step: string;
  /** `edits[0].oldText`. */
  readonly argument: string;
  /** Without the dollar that keeps a text from being a reference. */
  readonly value: string | number;
  /** Where the plan says it comes from; null when it says nothing. */
  readonly source: Source | null;
  readonly tool: string;
}

export interface Source {
  readonly from: string;
  readonly span?: readonly [number, number];
  readonly name?: string;
  readonly model?: string;
}

const REFERENCE = /^\$[a-z][a-z0-9_]*(?:\.[A-Za-z_][\w-]*|\[(?:\d+|\*)\])*$/;

export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** A text of a plan as what it means. */
export function meantBy(text: string): string {
  return text.startsWith("$$") ? text.slice(1) : text;
}

export function literalsOf(steps: readonly Step[]): Literal[] {
  return steps.flatMap((step) => {
    if (!("tool" in step.do)) return [];
    const { server, name, args } = step.do.tool;
    const sources = (step.from ?? {}) as Readonly<Record<string, JsonObject>>;
    const about = { step: step.id, tool: `${server}__${name}` };
    return textsAndNumbers(args, "").flatMap(([argument, value]): Literal[] => {
      if (typeof value === "string" && isReference(value)) return [];
      const meant = typeof value === "string" ? meantBy(value) : value;
      return [{ ...about, argument, value: meant, source: sourceOf(argument, sources) }];
    });
  });
}

function textsAndNumbers(value: JsonValue, path: string): [string, string | number][] {
  if (typeof value === "string" || typeof value === "number") return [[path, value]];
  if (Array.isArray(value))
    return value.flatMap((item: JsonValue, index) => textsAndNumbers(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    textsAndNumbers(member, path === "" ? key : `${path}.${key}`),
  );
}

/** Its own, or what holds for the list or object that it is a part of. */
function sourceOf(argument: string, sources: Readonly<Record<string, JsonObject>>): Source | null {
  const own = sources[argument];
  if (own) return own as unknown as Source;
  const around = Object.keys(sources)
    .filter((path) => argument.startsWith(`${path}.`) || argument.startsWith(`${path}[`))
    .toSorted((a, b) => b.length - a.length)[0];
  const source = around === undefined ? null : (sources[around] as unknown as Source);
  return source?.from === "goal" ? null : source;
}

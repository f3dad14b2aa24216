import { isObject, type JsonValue } from "../../kernel/json.ts";
import type { Example } from "./example.ts";
import { readGoal } from "./goal-traits.ts";
import { Recent } from "./recent.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { termsOf } from "./words.ts";

/** What an example says whatever it is said about: its goal with a common word in the place of each argument. */
export interface Pattern {
  readonly example: Example;
  readonly text: string;
  readonly shape: Shape;
  /** Its words, but the small ones. */
  readonly terms: readonly string[];
}

/** Stands for what no form tells apart. */
const ANYTHING = "something";
const QUOTES = /["'`“«]/;

const KEPT = 8_192;

/** Reads each example once; only the example itself is handed through. */
export function createPatterns(): (example: Example) => Pattern {
  const recent = new Recent<Omit<Pattern, "example">>(KEPT);
  return (example) => {
    const key = JSON.stringify([example.goal, example.args]);
    const read = recent.get(key) ?? readPattern(example);
    recent.set(key, read);
    return { ...read, example };
  };
}

function readPattern(example: Example): Omit<Pattern, "example"> {
  // The longest first, so that none is cut by one that it contains.
  const spans = textsOf(example.args).toSorted((a, b) => b.length - a.length);
  const open = spans.reduce((goal, span) => blank(goal, span), example.goal);
  const text = readGoal(open).masked;
  const said = text.replaceAll(ANYTHING, "");
  return { text, shape: shapeOf(said), terms: [...new Set(termsOf(said))] };
}

/** A path, an address or a quotation is masked by its form later; any other argument here, where it stands. */
function blank(goal: string, span: string): string {
  const start = goal.indexOf(span);
  if (start === -1 || span.trim() === "") return goal;
  if (readGoal(span).rest === "" || QUOTES.test(goal[start - 1] ?? "")) return goal;
  return `${goal.slice(0, start)}${ANYTHING}${goal.slice(start + span.length)}`;
}

function textsOf(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}

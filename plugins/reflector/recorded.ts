import { isObject, type JsonValue } from "../../kernel/json.ts";
import type { ResultOf } from "./result.ts";
import type { RecordedPart } from "./value.ts";

const DEEPEST = 4;
const ELEMENTS = 3;
const MOST = 12;
/** Longer texts are contents, not values. */
const LONGEST = 120;

/** The single values in recorded answers that an argument may refer to: of lists the first elements. */
export function recordedParts(steps: readonly string[], resultOf: ResultOf): RecordedPart[] {
  return steps
    .flatMap((step) =>
      partsOf(resultOf(step), `$${step}`, 0).map(([reference, value]) => {
        return { step, reference, value };
      }),
    )
    .slice(0, MOST);
}

function partsOf(
  value: JsonValue | undefined,
  reference: string,
  depth: number,
): [string, string | number][] {
  if (depth > DEEPEST) return [];
  if (typeof value === "number") return [[reference, value]];
  if (typeof value === "string")
    return value.length <= LONGEST && !/[\n\r]/.test(value) ? [[reference, value]] : [];
  if (Array.isArray(value))
    return value
      .slice(0, ELEMENTS)
      .flatMap((one: JsonValue, index) => partsOf(one, `${reference}[${index}]`, depth + 1));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    /^[A-Za-z_][\w-]*$/.test(key) ? partsOf(member, `${reference}.${key}`, depth + 1) : [],
  );
}

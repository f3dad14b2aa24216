import { usage } from "../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** `a.b[2].c` as its parts; in a list an element goes by its number or by its `id`. */
export function partsOf(path: string): string[] {
  const parts = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  if (parts.every((part) => part !== "")) return parts;
  throw usage(`--set: "${path}" is no path`, "write it like plan.steps.s2.do.tool.args.path");
}

/** The same value with one place in it changed. Throws `usage` for a place that is not there. */
export function withValue(
  whole: JsonValue,
  parts: readonly string[],
  value: JsonValue,
  above = "",
): JsonValue {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  const place = above === "" ? part : `${above}.${part}`;
  if (Array.isArray(whole)) {
    const at = indexIn(whole, part);
    if (at < 0) throw missing(place, idsOf(whole));
    return whole.with(at, withValue(whole[at]!, rest, value, place));
  }
  if (!isObject(whole))
    throw usage(`--set: there is nothing inside ${above}`, `set ${above} itself`);
  const known = Object.hasOwn(whole, part) ? whole[part]! : undefined;
  if (known === undefined && rest.length > 0) throw missing(place, Object.keys(whole));
  const changed: JsonObject = { [part]: withValue(known ?? null, rest, value, place) };
  return { ...whole, ...changed };
}

function indexIn(list: readonly JsonValue[], part: string): number {
  const named = list.findIndex((one) => isObject(one) && one["id"] === part);
  if (named >= 0) return named;
  const at = /^\d+$/.test(part) ? Number(part) : -1;
  return at < list.length ? at : -1;
}

function idsOf(list: readonly JsonValue[]): string[] {
  return list.map((one, at) =>
    isObject(one) && typeof one["id"] === "string" ? one["id"] : String(at),
  );
}

function missing(place: string, there: readonly string[]) {
  return usage(
    `--set: there is no ${place}`,
    `there is ${there.slice(0, 20).join(", ") || "nothing"}`,
  );
}

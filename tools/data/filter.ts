import { isDeepStrictEqual } from "node:util";

export type Item = Record<string, unknown>;
export const operators = ["=", "!=", "<", "<=", ">", ">=", "contains", "in", "exists"] as const;
export type Operator = (typeof operators)[number];

export interface Condition {
  field: string;
  op: Operator;
  value?: unknown;
}

export interface Order {
  field: string;
  order?: "asc" | "desc" | undefined;
}

export interface Filter {
  where?: Condition[] | undefined;
  sort?: Order[] | undefined;
  unique?: string | string[] | undefined;
  limit?: number | undefined;
  pick?: string[] | undefined;
}

/** `a.b.0` reads through objects and lists; only own fields count. */
export function fieldOf(item: unknown, field: string): unknown {
  let value = item;
  for (const part of field.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Item)[part];
  }
  return value;
}

/** All conditions hold; then order, then uniqueness (the first stays), then the limit. */
export function filterItems(items: readonly Item[], filter: Filter): Item[] {
  const { where = [], sort = [], unique, limit, pick } = filter;
  const kept = items.filter((item) => where.every((condition) => holds(item, condition)));
  const sorted = sort.length === 0 ? kept : kept.toSorted((one, other) => order(one, other, sort));
  const distinct = unique === undefined ? sorted : firstOfEach(sorted, [unique].flat());
  const cut = limit === undefined ? distinct : distinct.slice(0, limit);
  return pick === undefined ? cut : cut.map((item) => picked(item, pick));
}

function holds(item: Item, { field, op, value }: Condition): boolean {
  const found = fieldOf(item, field);
  if (op === "exists") return (found !== undefined && found !== null) === (value !== false);
  if (op === "=") return isDeepStrictEqual(found, value);
  if (op === "!=") return !isDeepStrictEqual(found, value);
  if (op === "in")
    return Array.isArray(value) && value.some((one) => isDeepStrictEqual(found, one));
  if (op === "contains") return contains(found, value);
  const sign = compare(found, value);
  if (sign === undefined) return false;
  if (op === "<") return sign < 0;
  if (op === "<=") return sign <= 0;
  return op === ">" ? sign > 0 : sign >= 0;
}

function contains(found: unknown, value: unknown): boolean {
  if (Array.isArray(found)) return found.some((one) => isDeepStrictEqual(one, value));
  if (typeof found !== "string" || typeof value !== "string") return false;
  return found.toLowerCase().includes(value.toLowerCase());
}

/** Numbers with numbers and strings (ISO dates too) with strings; else there is no order. */
function compare(one: unknown, other: unknown): number | undefined {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one === "boolean" && typeof other === "boolean") return Number(one) - Number(other);
  if (typeof one !== "string" || typeof other !== "string") return undefined;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Items without the field come last in either direction. */
function order(one: Item, other: Item, sort: readonly Order[]): number {
  for (const { field, order: direction } of sort) {
    const [left, right] = [fieldOf(one, field), fieldOf(other, field)];
    if (left === undefined || right === undefined) {
      if (left !== right) return left === undefined ? 1 : -1;
      continue;
    }
    const sign = compare(left, right) ?? 0;
    if (sign !== 0) return direction === "desc" ? -sign : sign;
  }
  return 0;
}

function firstOfEach(items: readonly Item[], fields: readonly string[]): Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(fields.map((field) => fieldOf(item, field) ?? null));
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function picked(item: Item, fields: readonly string[]): Item {
  const found = fields.map((field) => [field, fieldOf(item, field)] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

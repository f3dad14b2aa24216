import { normaliseName } from "./name.ts";
import { fits, parseSpecifiers } from "./specifiers.ts";
import { parseVersion } from "./version.ts";

/** A condition of PEP 508, such as `python_version < "3.11" and extra == "dev"`. */
export type Marker =
  | { readonly is: "and"; readonly left: Marker; readonly right: Marker }
  | { readonly is: "or"; readonly left: Marker; readonly right: Marker }
  | {
      readonly is: "compare";
      readonly left: Operand;
      readonly operator: string;
      readonly right: Operand;
    };

type Operand =
  | { readonly is: "variable"; readonly name: string }
  | { readonly is: "text"; readonly text: string };

const VARIABLES = new Set([
  "python_version",
  "python_full_version",
  "os_name",
  "sys_platform",
  "platform_release",
  "platform_system",
  "platform_version",
  "platform_machine",
  "platform_python_implementation",
  "implementation_name",
  "implementation_version",
  "extra",
]);

/** Names from before PEP 508 that old wheels still carry. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  "os.name": "os_name",
  "sys.platform": "sys_platform",
  "platform.version": "platform_version",
  "platform.machine": "platform_machine",
  "platform.python_implementation": "platform_python_implementation",
  python_implementation: "platform_python_implementation",
};

const VERSIONS = new Set([
  "python_version",
  "python_full_version",
  "implementation_version",
  "platform_release",
]);

const TOKEN =
  /\s*(?:(?<text>"[^"]*"|'[^']*')|(?<operator>~=|===?|!=|<=?|>=?|not\s+in\b|in\b)|(?<word>[a-z_][\w.]*)|(?<round>[()]))/iy;

/** Parentheses deeper than this are nobody's. */
const MAX_DEPTH = 50;

/** Null: this is no marker. */
export function parseMarker(text: string): Marker | null {
  const tokens = tokenise(text);
  if (tokens === null) return null;
  let at = 0;

  function either(depth: number): Marker | null {
    let left = both(depth);
    while (left !== null && tokens?.[at] === "or") {
      at++;
      const right = both(depth);
      left = right === null ? null : { is: "or", left, right };
    }
    return left;
  }

  function both(depth: number): Marker | null {
    let left = single(depth);
    while (left !== null && tokens?.[at] === "and") {
      at++;
      const right = single(depth);
      left = right === null ? null : { is: "and", left, right };
    }
    return left;
  }

  function single(depth: number): Marker | null {
    if (depth > MAX_DEPTH) return null;
    if (tokens?.[at] === "(") {
      at++;
      const inner = either(depth + 1);
      return tokens[at++] === ")" ? inner : null;
    }
    const left = operand(tokens?.[at++]);
    const operator = tokens?.[at++]?.replace(/\s+/, " ");
    const right = operand(tokens?.[at++]);
    if (left === null || right === null || operator === undefined) return null;
    return isOperator(operator) ? { is: "compare", left, operator, right } : null;
  }

  const marker = either(0);
  return at === tokens.length ? marker : null;
}

function tokenise(text: string): readonly string[] | null {
  const trimmed = text.trimEnd();
  if (trimmed.length > 4000) return null;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (found === null) return null;
    tokens.push(found[0].trim());
  }
  return tokens;
}

function isOperator(text: string): boolean {
  return ["==", "===", "!=", "<", "<=", ">", ">=", "~=", "in", "not in"].includes(text);
}

function operand(token: string | undefined): Operand | null {
  if (token === undefined) return null;
  if (/^["']/.test(token)) return { is: "text", text: token.slice(1, -1) };
  const name = OLD_NAMES[token] ?? token;
  return VARIABLES.has(name) ? { is: "variable", name } : null;
}

/** Holds for at least one of the extras that were asked for, or without any. */
export function holds(
  marker: Marker | null,
  variables: Readonly<Record<string, string>>,
  extras: Iterable<string>,
): boolean {
  if (marker === null) return true;
  return ["", ...extras].some((extra) => holdsWith(marker, { ...variables, extra }));
}

function holdsWith(marker: Marker, variables: Readonly<Record<string, string>>): boolean {
  if (marker.is === "and")
    return holdsWith(marker.left, variables) && holdsWith(marker.right, variables);
  if (marker.is === "or")
    return holdsWith(marker.left, variables) || holdsWith(marker.right, variables);
  const { left, operator, right } = marker;
  const variable = left.is === "variable" ? left.name : right.is === "variable" ? right.name : "";
  return compare(variable, valueOf(left, variables), operator, valueOf(right, variables));
}

function valueOf(operand: Operand, variables: Readonly<Record<string, string>>): string {
  return operand.is === "text" ? operand.text : (variables[operand.name] ?? "");
}

function compare(variable: string, left: string, operator: string, right: string): boolean {
  if (operator === "in") return right.includes(left);
  if (operator === "not in") return !right.includes(left);
  if (variable === "extra") return compareText(normaliseName(left), operator, normaliseName(right));
  const version = VERSIONS.has(variable) ? parseVersion(left) : null;
  const specifiers = version === null ? null : parseSpecifiers(operator + right);
  if (version !== null && specifiers !== null) return fits(specifiers, version);
  return compareText(left, operator, right);
}

function compareText(left: string, operator: string, right: string): boolean {
  switch (operator) {
    case "==":
    case "===":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return false;
  }
}

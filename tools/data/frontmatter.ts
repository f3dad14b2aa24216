import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Note } from "./scan.ts";

/** A string in the frontmatter, or an unquoted `[[link]]`, with its offsets in the note. */
export interface FrontmatterValue {
  /** Keys that lead to it, without list positions. */
  keys: string[];
  value: string;
  start: number;
  end: number;
  style: "plain" | "single" | "double" | "link";
  inFlow: boolean;
}

export interface Frontmatter {
  data: Record<string, unknown>;
  valid: boolean;
  error?: string;
}

/** The properties of a note. A note without frontmatter has none, and that is valid. */
export function readFrontmatter(note: Note): Frontmatter {
  if (!note.frontmatter) return { data: {}, valid: true };
  const document = parse(note.text.slice(note.frontmatter.start, note.frontmatter.end));
  if (typeof document === "string") return invalid(document);
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    if (data === null) return { data: {}, valid: true };
    if (typeof data !== "object" || Array.isArray(data))
      return invalid("The frontmatter is not a list of `key: value` lines.");
    return { data: JSON.parse(JSON.stringify(data)), valid: true };
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(error: string): Frontmatter {
  return { data: {}, valid: false, error };
}

const maxDepth = 100;

/** The document, or the sentence that says why it is none. Deep nesting would exhaust the stack. */
function parse(yaml: string): Document | string {
  if (deepest(yaml) > maxDepth) return `The frontmatter is nested more than ${maxDepth} deep.`;
  const document = parseDocument(yaml, { prettyErrors: false, logLevel: "silent" });
  const problem = document.errors[0];
  return problem ? (problem.message.split("\n")[0] ?? "not YAML") : document;
}

/** An upper bound of the nesting: open brackets, and the widest indentation or run of marks. */
function deepest(yaml: string): number {
  const brackets = yaml.match(/[[{]/g)?.length ?? 0;
  if (brackets <= maxDepth && !/^(?:[ \t]|[-?:] ){100}/m.test(yaml)) return brackets;
  let depth = 0;
  let most = /^(?:[ \t]|[-?:] ){201}/m.test(yaml) ? maxDepth + 1 : 0;
  for (const char of yaml) {
    if (char === "[" || char === "{") most = Math.max(most, ++depth);
    if (char === "]" || char === "}") depth--;
  }
  return most;
}

/** Every string value on one line, where it stands. Invalid YAML has none: nothing is guessed. */
export function frontmatterValues(note: Note): FrontmatterValue[] {
  if (!note.frontmatter) return [];
  const { start, end } = note.frontmatter;
  const document = parse(note.text.slice(start, end));
  if (typeof document === "string") return [];
  const values: FrontmatterValue[] = [];
  collect(document.contents, [], false, start, note.text, values);
  return values;
}

function collect(
  node: unknown,
  keys: string[],
  inFlow: boolean,
  base: number,
  text: string,
  values: FrontmatterValue[],
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      collect(pair.value, [...keys, key], inFlow || node.flow === true, base, text, values);
    }
    return;
  }
  if (isAlias(node) || !(isSeq(node) || isScalar(node)) || !node.range) return;
  const [start, end] = [base + node.range[0], base + node.range[1]];
  const source = text.slice(start, end);
  if (isSeq(node)) {
    if (/^\[\[[^[\]\n]+\]\]$/.test(source))
      values.push({ keys, value: source, start, end, style: "link", inFlow });
    else
      for (const item of node.items)
        collect(item, keys, inFlow || node.flow === true, base, text, values);
    return;
  }
  if (typeof node.value !== "string" || source.includes("\n")) return;
  const style = styles[node.type ?? ""];
  if (style) values.push({ keys, value: node.value, start, end, style, inFlow });
}

const styles: Record<string, "plain" | "single" | "double" | undefined> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
};

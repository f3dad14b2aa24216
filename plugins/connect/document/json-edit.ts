import { createScanner, findNodeAtLocation, type Node, parseTree } from "jsonc-parser";

import type { JsonObject, JsonValue } from "../../../kernel/json.ts";

/** How a text is laid out. */
interface Layout {
  readonly eol: string;
  readonly unit: string;
}

/**
 * Changes one member at a place, and not a byte of what is around it. (The library's own edits lay out anew what
 * stands beside, and take comments away.)
 */
export function editJson(
  text: string,
  path: readonly string[],
  name: string,
  entry: JsonObject | null,
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const base = text.trim() === "" ? `{}${eol}` : text;
  const [, unit = "  "] = /\n([ \t]+)\S/.exec(base) ?? [];
  const layout = { eol, unit };
  const root = parseTree(base)!;
  const member = findNodeAtLocation(root, [...path, name])?.parent;
  if (entry === null) return member ? withoutMember(base, member) : base;
  if (member) return withValue(base, member, entry, layout);
  // The deepest object that is there takes all that is missing.
  let depth = path.length;
  while (depth > 0 && !findNodeAtLocation(root, path.slice(0, depth))) depth -= 1;
  const parent = depth === 0 ? root : findNodeAtLocation(root, path.slice(0, depth))!;
  const [key, ...inside] = [...path.slice(depth), name];
  const value = inside.reduceRight<JsonObject>((made, one) => ({ [one]: made }), entry);
  return withMember(base, parent, key!, value, layout);
}

function withValue(text: string, member: Node, value: JsonValue, layout: Layout): string {
  const old = member.children![1]!;
  const shown = written(value, indentAt(text, member.offset), layout);
  return text.slice(0, old.offset) + shown + text.slice(old.offset + old.length);
}

/** As the last member: after whatever comments stand behind the one that was. */
function withMember(
  text: string,
  parent: Node,
  key: string,
  value: JsonValue,
  layout: Layout,
): string {
  const { children = [], offset, length } = parent;
  const close = offset + length - 1;
  const last = children.at(-1);
  const isOneLine = !text.slice(offset, close).includes("\n");
  if (last && isOneLine) {
    const at = end(last);
    return `${text.slice(0, at)}, ${JSON.stringify(key)}: ${JSON.stringify(value)}${text.slice(at)}`;
  }
  const outer = indentAt(text, offset);
  const indent = last ? indentAt(text, last.offset) : outer + layout.unit;
  const line = `${indent}${JSON.stringify(key)}: ${written(value, indent, layout)}`;
  const hasComma = last !== undefined && commaAfter(text, end(last)) !== null;
  const before = last ? text.slice(0, end(last)) + (hasComma ? "" : ",") : "";
  const between = text.slice(last ? end(last) : 0, close).trimEnd();
  return `${before}${between}${layout.eol}${line}${hasComma ? "," : ""}${layout.eol}${outer}${text.slice(close)}`;
}

/** With its comma, its line if it has one of its own, and the comment behind it. */
function withoutMember(text: string, member: Node): string {
  const siblings = member.parent!.children!;
  const previous = siblings[siblings.indexOf(member) - 1];
  const own = commaAfter(text, end(member));
  const to = own ? own.end : end(member);
  const behind = /^[ \t]*(?:\/\/[^\r\n]*)?(?:\r?\n|$)/.exec(text.slice(to));
  const [before] = /[ \t]*$/.exec(text.slice(0, member.offset))!;
  const isOwnLine =
    behind !== null && /(?:^|\n)$/.test(text.slice(0, member.offset - before.length));
  const from = isOwnLine ? member.offset - before.length : member.offset;
  const rest = text.slice(isOwnLine ? to + behind[0].length : to);
  const head = text.slice(0, from);
  const comma = !own && previous ? commaAfter(head, end(previous)) : null;
  return (comma ? head.slice(0, comma.end - 1) + head.slice(comma.end) : head) + rest;
}

function end({ offset, length }: Node): number {
  return offset + length;
}

function commaAfter(text: string, at: number): { readonly end: number } | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(at);
  scanner.scan();
  const comma = scanner.getTokenOffset();
  return text[comma] === "," ? { end: comma + 1 } : null;
}

function written(value: JsonValue, indent: string, { eol, unit }: Layout): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", `${eol}${indent}`);
}

/** The blanks with which the line of an offset begins. */
function indentAt(text: string, offset: number): string {
  return /[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))![0];
}

import { parse, TomlError } from "smol-toml";

import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { brokenFile } from "./fault.ts";

export function parseToml(text: string, file: string): JsonObject {
  try {
    return plain(parse(text)) as JsonObject;
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [, what = "it cannot be read"] = /^Invalid TOML document: (.*)/.exec(error.message) ?? [];
    throw brokenFile(file, error.line, error.column, `it is not TOML: ${what}`);
  }
}

/** Dates and large numbers become texts: they are compared and never written. */
function plain(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return value as JsonValue;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}

/**
 * Replaces the tables of one server, or adds them at the end. What else is written stays: tables are cut out by their
 * headers, and whoever calls this parses the result.
 */
export function editToml(
  text: string,
  path: readonly string[],
  name: string,
  entry: JsonObject | null,
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const own = [...path, name];
  const fresh = entry === null ? [] : tableOf(own, entry);
  const blocks = blocksOf(lines, own);
  if (blocks.length === 0) {
    while (lines.at(-1) === "") lines.pop();
    const gap = lines.length === 0 ? [] : [""];
    return [...lines, ...gap, ...fresh, ""].join(eol);
  }
  const first = blocks[0]!.from;
  for (const { from, to } of blocks.toReversed()) lines.splice(from, to - from);
  lines.splice(first, 0, ...fresh);
  const isGap = fresh.length === 0 && lines[first - 1] === "" && !lines[first];
  if (isGap) lines.splice(first - 1, 1);
  return lines.join(eol);
}

interface Block {
  readonly from: number;
  readonly to: number;
}

/** The lines of each table at or below a path; comments before the next header belong to that. */
function blocksOf(lines: readonly string[], path: readonly string[]): Block[] {
  const headers = lines.flatMap((line, at) => {
    const header = headerPath(line);
    return header ? [{ at, header }] : [];
  });
  const isOwn = (header: readonly string[] | undefined) =>
    header !== undefined && path.every((key, depth) => header[depth] === key);
  return headers.flatMap(({ at, header }, index) => {
    if (!isOwn(header)) return [];
    const next = headers[index + 1];
    let to = next?.at ?? lines.length;
    if (isOwn(next?.header)) return [{ from: at, to }];
    while (to > at + 1 && /^\s*(?:#.*)?$/.test(lines[to - 1]!)) to -= 1;
    return [{ from: at, to }];
  });
}

function headerPath(line: string): string[] | null {
  if (!/^\s*\[/.test(line)) return null;
  try {
    const path: string[] = [];
    let here: unknown = parse(line);
    for (;;) {
      if (Array.isArray(here)) here = here[0];
      const [first] = isObject(here) ? Object.entries(here) : [];
      if (!first) return path;
      path.push(first[0]);
      here = first[1];
    }
  } catch {
    return null;
  }
}

function tableOf(path: readonly string[], entry: JsonObject): string[] {
  const header = `[${path.map(keyOf).join(".")}]`;
  const simple = Object.entries(entry).filter(([, value]) => !isObject(value));
  const nested = Object.entries(entry).filter(([, value]) => isObject(value));
  return [
    header,
    ...simple.map(([key, value]) => `${keyOf(key)} = ${valueOf(value)}`),
    ...nested.flatMap(([key, value]) => ["", ...tableOf([...path, key], value as JsonObject)]),
  ];
}

function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

/** JSON's texts, numbers, truth values and lists of them are TOML's too. */
function valueOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(valueOf).join(", ")}]`;
  return JSON.stringify(value);
}

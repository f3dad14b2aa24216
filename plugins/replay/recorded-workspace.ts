import { relative, resolve, sep } from "node:path";

import { usage } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Capture, Workspace } from "../../kernel/ports/workspace.ts";
import type { Captured } from "../contracts/captured.ts";
import type { Gate } from "./gate.ts";
import { CAPTURED } from "./recorded-captures.ts";
import { doubts } from "./recorded-doubts.ts";

/** The folder as the record saw it: the one that is there now is not looked at. */
export function recordedWorkspace(record: readonly LedgerEvent[], gate: Gate): Workspace {
  const links = linksIn(record);
  const doubt = doubts(record);
  return {
    open: (dir) => dir,
    real(dir, path) {
      const known = links.get(keyOf(dir, nameOf(dir, path)));
      return known === undefined ? nameOf(dir, path) : known;
    },
    capture(dir, paths, only) {
      const names = paths.map((path) => nameOf(dir, path));
      refuseAsRecorded(gate, paths);
      if (only === "look")
        return doubt(gate.coming(), dir, names) ?? lastSeen(record, gate, dir, names);
      const found = first(gate.coming(), dir, isOfCall, (one) => covers(names, one.captures));
      return found?.captures ?? lastSeen(record, gate, dir, names);
    },
    // Looks at a whole folder come by the port `captures`.
    scan: async () => null,
  };
}

function nameOf(dir: string, path: string): string {
  return relative(dir, resolve(dir, path)).split(sep).join("/") || ".";
}

function keyOf(dir: string, name: string): string {
  return `${dir}\n${name}`;
}

function isOfCall({ at }: Captured): boolean {
  // Captures of older releases were all made before a call.
  return at === undefined || at === "before" || at === "after";
}

function first(
  events: Iterable<LedgerEvent>,
  dir: string,
  isKind: (captured: Captured) => boolean,
  fits: (captured: Captured) => boolean,
): (Captured & { readonly event: LedgerEvent }) | null {
  for (const event of events) {
    if (event.type !== CAPTURED || event.data?.["dir"] !== dir) continue;
    const captured = event.data as unknown as Captured;
    if (isKind(captured) && fits(captured)) return { ...captured, event };
  }
  return null;
}

/** All of what was captured lies at or below the paths, and something at each. */
function covers(names: readonly string[], captures: readonly Capture[]): boolean {
  const isAt = (name: string, path: string) =>
    name === "." || path === name || path.startsWith(`${name}/`);
  return (
    captures.every(({ path }) => names.some((name) => isAt(name, path))) &&
    names.every((name) => captures.some(({ path }) => isAt(name, path)))
  );
}

/** Where no capture came of it: what stood there when it was last seen, else nothing. */
function lastSeen(
  record: readonly LedgerEvent[],
  gate: Gate,
  dir: string,
  names: readonly string[],
): readonly Capture[] {
  const before = past(record, gate).toReversed();
  const found = first(before, dir, isOfCall, (one) => covers(names, one.captures));
  if (found) return found.captures;
  const nothing = { sha256: null, kept: false, mode: 0, size: 0 };
  const kind = isLost(gate, names) ? "other" : "absent";
  return names.map((path) => ({ ...nothing, kind, path }));
}

/** A person was told that what stands there could not be given back. */
function isLost(gate: Gate, names: readonly string[]): boolean {
  for (const { type, data } of gate.coming()) {
    if (type !== "ask.opened" || data?.["kind"] !== "approval" || data["step"] === null) continue;
    const effects = ((data["detail"] as JsonObject)["effects"] ?? []) as readonly JsonObject[];
    const said = (effect: JsonObject) => new Set(textsIn(effect["calls"] ?? null));
    if (
      effects.some((one) => one["undoable"] === false && names.some((name) => said(one).has(name)))
    )
      return true;
  }
  return false;
}

function past(record: readonly LedgerEvent[], { next }: Gate): readonly LedgerEvent[] {
  return next ? record.slice(0, record.indexOf(next)) : record;
}

/** A path that was refused is refused in the same words. */
function refuseAsRecorded(gate: Gate, paths: readonly string[]): void {
  for (const { type, data } of gate.coming()) {
    if (type !== "reflex.fired" || data?.["rule"] !== "workspace") continue;
    const reason = String(data["reason"]);
    if (paths.some((path) => reason.includes(JSON.stringify(path)))) throw usage(reason);
  }
}

/** Paths that were not what they are called: where they led, as far as intents and refusals say. Null: out of the folder. */
function linksIn(record: readonly LedgerEvent[]): Map<string, string | null> {
  const links = new Map<string, string | null>();
  const dirs = new Map<string, string>();
  for (const { type, branch, data } of record) {
    if (type === "run.started" && data) dirs.set(branch, String(data["dir"]));
    const dir = dirs.get(branch) ?? dirs.values().next().value ?? "";
    if (type === "tool.intended" && data) {
      const real = (data["paths"] as readonly string[] | undefined) ?? [];
      const given = [...new Set(textsIn(data["args"] ?? null).map((text) => nameOf(dir, text)))];
      if (real.every((path) => given.includes(path))) continue;
      // Which argument led where can be told only where there are as many of them.
      if (given.length !== real.length) continue;
      for (const [index, name] of given.entries()) links.set(keyOf(dir, name), real[index]!);
    }
    if (type !== "reflex.fired" || data?.["rule"] !== "policy") continue;
    for (const reason of String(data["reason"]).split("; ")) {
      const [, path, to] = /^(.*) leads (?:out of the folder|to (.*))$/s.exec(reason) ?? [];
      if (path !== undefined) links.set(keyOf(dir, nameOf(dir, path)), to ?? null);
    }
  }
  return links;
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

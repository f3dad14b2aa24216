import { messageOf } from "../../kernel/error.ts";
import type { Gate, Quarantine } from "../../mcp/hub/gate.ts";
import { showHidden } from "../../mcp/hub/hidden-text.ts";
import type { Manifest } from "../../mcp/hub/manifest.ts";
import { type Definition, definitionsOf, keyOf, shapeOf } from "./definitions.ts";
import { inspect, RULES } from "./detect/index.ts";
import { PINNED, QUARANTINED, type Reason, type TrustEvent, WITHDRAWN } from "./events.ts";
import type { Pins, ServerPins, Standing } from "./pins.ts";
import type { TrustRecord } from "./record.ts";
import { shadowed, speaksOf } from "./shadow.ts";
import { spokenOf } from "./spoken-of.ts";

export interface TrustGate extends Gate {
  /** Tells the hub that a server may be judged otherwise now. */
  tell(server: string): void;
}

/**
 * Trust on first use: what a server says of itself the first time is pinned, unless a rule speaks against it. From then
 * on what is new, changed, or breaks a rule waits for a person, by its hash.
 */
export function createGate(record: TrustRecord): TrustGate {
  const listeners = new Set<(server: string) => void>();
  /** How often a server has changed what it says, and nobody has approved it. */
  const changes = new Map<string, number>();

  function tell(server: string): void {
    changes.delete(server);
    for (const listener of listeners) listener(server);
  }

  function judge(manifest: Manifest, others: readonly Manifest[]): Quarantine {
    const pins = record.pins();
    const before = pins.get(manifest.server);
    const events = definitionsOf(manifest).flatMap((definition) =>
      eventsFor(definition, manifest, others, pins),
    );
    const rounds = (changes.get(manifest.server) ?? 0) + Number(isHeld(events));
    changes.set(manifest.server, rounds);
    if (rounds > mostChanges) return holding(restless(manifest.server));
    record.note([...events, ...withdrawn(manifest, before)]);
    return verdictOf(manifest, pins.get(manifest.server));
  }

  record.onForgotten(tell);

  return {
    judge(manifest, others) {
      try {
        return judge(manifest, others);
      } catch (error) {
        // What cannot be judged is not shown.
        return holding(`The server "${manifest.server}" cannot be judged: ${messageOf(error)}`);
      }
    },
    changed(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell,
  };
}

/** A server may fill no disk by saying something new each time that it is asked. */
const mostChanges = 30;

function isHeld(events: readonly TrustEvent[]): boolean {
  return events.some(({ type }) => type === QUARANTINED);
}

function restless(server: string): string {
  return `The server "${server}" has changed what it says more than ${mostChanges} times, and waits until the kernel starts again or a person approves what it said: glassbox mcp approve ${server} --list`;
}

/** The whole server is held back. */
function holding(reason: string): Quarantine {
  return { server: reason, tools: new Map(), prompts: new Map(), resources: new Map() };
}

/** What has to be written down of one definition: nothing, most of the time. */
function eventsFor(
  definition: Definition,
  manifest: Manifest,
  others: readonly Manifest[],
  pins: Pins,
): TrustEvent[] {
  const { kind, name, hash, body } = definition;
  const before = pins.get(manifest.server);
  const at = before?.get(keyOf(definition));
  const about = { server: manifest.server, kind, name, hash };
  const isPinned = at?.pinned?.hash === hash;
  if (isPinned && at.pinned?.isApproved) return released(about, at);
  // The same text has passed the same rules before.
  const hasPassed = isPinned && at.pinned?.rules === RULES;
  const reasons = [
    ...novelty(definition, manifest, before, at),
    ...(hasPassed ? [] : inspect(definition)),
    // Who is pinned was there first: a server that comes later waits, and switches nothing off.
    ...(isPinned
      ? []
      : [
          ...shadowed(definition, manifest, others),
          ...spokenOf(definition, manifest, others, pins),
        ]),
  ];
  if (reasons.length === 0) {
    // What a resource is called changes with what there is; only what it says is looked at.
    if (isPinned || kind === "resource") return released(about, at);
    const passed = { shape: shapeOf(definition), rules: RULES, speaks: speaksOf(definition) };
    return [{ type: PINNED, data: { ...about, ...passed, definition: body } }];
  }
  const isKnown = at?.waiting?.hash === hash && codesOf(at.waiting.reasons) === codesOf(reasons);
  if (isKnown) return [];
  const was = at?.pinned?.hash ?? null;
  const shape = shapeOf(definition);
  return [{ type: QUARANTINED, data: { ...about, shape, was, reasons, definition: body } }];
}

/** It waited, and is again what was pinned. */
function released(
  about: { server: string; kind: Definition["kind"]; name: string },
  at?: Standing,
): TrustEvent[] {
  if (!at?.waiting) return [];
  return [{ type: WITHDRAWN, data: { ...about, hash: at.waiting.hash } }];
}

/** What waited and is no longer offered. */
function withdrawn(manifest: Manifest, before: ServerPins | undefined): TrustEvent[] {
  const offered = new Set(definitionsOf(manifest).map(keyOf));
  return [...(before ?? [])].flatMap(([key, { kind, name, waiting }]) => {
    if (waiting === null || offered.has(key)) return [];
    const about = { server: manifest.server, kind, name };
    return [{ type: WITHDRAWN, data: { ...about, hash: waiting.hash } }];
  });
}

const novel = new Set(["changed", "renamed", "new"]);

function novelty(
  definition: Definition,
  manifest: Manifest,
  before: ServerPins | undefined,
  at: Standing | undefined,
): Reason[] {
  const { kind, name, hash } = definition;
  if (before === undefined || kind === "resource" || at?.pinned?.hash === hash) return [];
  // It has waited since then for what it says: nothing of it is newer than it was.
  if (at?.waiting?.hash === hash) return at.waiting.reasons.filter(({ code }) => novel.has(code));
  const what = kind === "instructions" ? "Its instructions" : `Its ${kind} "${plainly(name)}"`;
  if (at?.pinned) {
    return [{ code: "changed", text: `${what} changed since it was first used.`, fields: [] }];
  }
  const offered = new Set(definitionsOf(manifest).map(keyOf));
  const shape = shapeOf(definition);
  const former = [...before.values()].find(
    (one) => one.kind === kind && one.pinned?.shape === shape && !offered.has(keyOf(one)),
  );
  if (former !== undefined) {
    const text = `${what} was called "${plainly(former.name)}" when the server was first used.`;
    return [{ code: "renamed", text, fields: ["name"] }];
  }
  return [
    { code: "new", text: `${what} was not there when the server was first used.`, fields: [] },
  ];
}

/** A name is words of the server, too: nothing hidden in it, and no more of it than a name has. */
export function plainly(name: string): string {
  return showHidden(name.length > longestName ? `${name.slice(0, longestName)}…` : name);
}

const longestName = 64;

function verdictOf({ server }: Manifest, now: ServerPins | undefined): Quarantine {
  const of = (kind: Definition["kind"]) =>
    new Map(
      [...(now?.values() ?? [])].flatMap((one) =>
        one.kind === kind && one.waiting ? [[one.name, sentenceOf(one.waiting.reasons)]] : [],
      ),
    );
  const instructions = of("instructions").get("");
  return {
    server: instructions === undefined ? "" : `The server "${server}" waits: ${instructions}`,
    tools: of("tool"),
    prompts: of("prompt"),
    resources: of("resource"),
  };
}

export function sentenceOf(reasons: readonly Reason[]): string {
  return reasons.map(({ text }) => text).join(" ");
}

function codesOf(reasons: readonly Reason[]): string {
  return JSON.stringify(reasons.map(({ code, text, fields }) => [code, text, fields]));
}

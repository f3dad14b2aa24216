import type { LedgerEvent } from "../../kernel/event.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Names } from "./names.ts";

/** Where the run, done again, first leaves its record. */
export interface Difference {
  /** Number of the event in its branch, as in `RUN@N`. */
  readonly event: number;
  readonly run: string;
  readonly branch: string;
  readonly type: string;
  readonly step: string | null;
  /** Where in the payload; "": the event as such. */
  readonly path: string;
  readonly recorded: JsonValue;
  readonly now: JsonValue;
}

interface Mismatch {
  readonly path: string;
  readonly recorded: JsonValue;
  readonly now: JsonValue;
}

/** Texts longer than this are shown from where they differ. */
const SHOWN = 200;

export function differenceAt(event: LedgerEvent, mismatch: Mismatch): Difference {
  const step = event.data?.["step"];
  return {
    event: event.bseq,
    run: event.subject.slice("run/".length),
    branch: event.branch,
    type: event.type,
    step: typeof step === "string" && step !== "" ? step : null,
    path: mismatch.path,
    recorded: shown(mismatch.recorded, mismatch.now),
    now: shown(mismatch.now, mismatch.recorded),
  };
}

/** The first place where a value is not the recorded one; names that stand for recorded ones fit. */
export function mismatchIn(
  now: JsonValue | undefined,
  recorded: JsonValue | undefined,
  names: Names,
  trial: Map<string, string>,
  path = "",
): Mismatch | null {
  if (now === recorded) return null;
  const differs = { path, recorded: recorded ?? null, now: now ?? null };
  if (typeof now === "string" && typeof recorded === "string")
    return names.fits(now, recorded, trial) ? null : differs;
  if (Array.isArray(now) && Array.isArray(recorded)) {
    for (let index = 0; index < Math.max(now.length, recorded.length); index++) {
      const found = mismatchIn(now[index], recorded[index], names, trial, `${path}[${index}]`);
      if (found) return found;
    }
    return null;
  }
  if (!isObject(now) || !isObject(recorded)) return differs;
  for (const key of new Set([...Object.keys(recorded), ...Object.keys(now)].toSorted())) {
    const place = path === "" ? key : `${path}.${key}`;
    const found = mismatchIn(member(now, key), member(recorded, key), names, trial, place);
    if (found) return found;
  }
  return null;
}

function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** As much of a value as a person needs to see the difference. */
function shown(value: JsonValue, other: JsonValue): JsonValue {
  if (typeof value === "string") {
    const at = typeof other === "string" ? firstUnlike(value, other) : 0;
    const from = value.length <= SHOWN ? 0 : Math.max(0, at - SHOWN / 4);
    return `${from > 0 ? "…" : ""}${cut(value.slice(from))}`;
  }
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? value : cut(text);
}

function cut(text: string): string {
  return (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text).toWellFormed();
}

function firstUnlike(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

import type { FromCell } from "../cell/frames.ts";
import type { FileChange, Outcome } from "../types.ts";
import type { Death } from "./death.ts";
import { digestOf } from "./digest.ts";
import { plainText } from "./plain-text.ts";

type Done = Extract<FromCell, { is: "done" }>;

/** What the parent itself has seen of a run. */
export interface Seen {
  readonly stdout: string;
  readonly stderr: string;
  readonly isCut: boolean;
  readonly wallMs: number;
  readonly calls: number;
}

/** Deeper values have no JSON form here: whoever walks through them does so recursively. */
const MAX_JSON_DEPTH = 100;

export function doneOutcome(done: Done, seen: Seen, files: readonly FileChange[]): Outcome {
  const error = done.error && {
    type: plainText(done.error.type),
    message: plainText(done.error.message),
    traceback: plainText(done.error.traceback),
  };
  return withDigest({
    ok: done.ok && error === null,
    value: done.value && readValue(done.value),
    error,
    limit: done.limit,
    violations: done.violations.map(plainText),
    stdout: seen.stdout,
    stderr: seen.stderr,
    isCut: done.isCut || seen.isCut,
    files,
    usage: {
      fuel: done.fuel,
      wallMs: Math.min(done.wallMs, Math.ceil(seen.wallMs)),
      peakMemoryBytes: done.peakMemoryBytes,
      calls: seen.calls,
    },
    isAlive: done.isAlive && done.violations.length === 0,
  });
}

/** Of a run whose process is gone: what it printed until then is all that there is of it. */
export function deadOutcome(death: Death, seen: Seen): Outcome {
  const { type, message } = death.error;
  return withDigest({
    ok: false,
    value: null,
    error: { type, message, traceback: `${type}: ${message}` },
    limit: death.limit,
    violations: death.violations,
    stdout: seen.stdout,
    stderr: seen.stderr,
    isCut: seen.isCut,
    files: [],
    usage: { fuel: 0, wallMs: seen.wallMs, peakMemoryBytes: 0, calls: seen.calls },
    isAlive: false,
  });
}

function withDigest(outcome: Omit<Outcome, "digest">): Outcome {
  return { ...outcome, digest: digestOf(outcome) };
}

function readValue({ repr, json }: NonNullable<Done["value"]>): NonNullable<Outcome["value"]> {
  return json === undefined || isDeeper(json, MAX_JSON_DEPTH) ? { repr } : { repr, json };
}

function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return depth === 0 || Object.values(value).some((part) => isDeeper(part, depth - 1));
}

import type { ContentBlock } from "@modelcontextprotocol/server";
import type { Outcome, WallState } from "../types.ts";
import { isNeeded } from "../walls/wall-state.ts";
import { artifactsOf } from "./artifacts.ts";
import { cutMiddle } from "./cut.ts";
import type { OutcomeView } from "./output.ts";
import { reasonOf, wordsOf } from "./words.ts";

const MOST_STDOUT = 32_000;
const MOST_STDERR = 8000;
const MOST_REPR = 8000;
const MOST_JSON = 32_000;

export interface RunFacts {
  readonly image: string;
  readonly walls: readonly WallState[];
  readonly applied?: readonly string[];
  readonly refused?: readonly { readonly path: string; readonly reason: string }[];
}

export interface RunAnswer {
  readonly view: OutcomeView;
  readonly text: string;
  readonly blocks: readonly ContentBlock[];
}

/** An outcome as it goes to a client. */
export function answerOf(outcome: Outcome, facts: RunFacts): RunAnswer {
  const { stdout, stderr, value, error } = outcome;
  const { entries, blocks } = artifactsOf(outcome.files);
  const missing = facts.walls.filter(isNeeded);
  const isCut = outcome.isCut || stdout.length > MOST_STDOUT || stderr.length > MOST_STDERR;
  const view: OutcomeView = {
    ok: outcome.ok,
    ...(!outcome.ok && { message: reasonOf(outcome) }),
    stdout: cutMiddle(stdout.toWellFormed(), MOST_STDOUT),
    stderr: cutMiddle(stderr.toWellFormed(), MOST_STDERR),
    value: value && valueOf(value),
    error: error && {
      type: error.type,
      message: cutMiddle(error.message, MOST_REPR),
      traceback: cutMiddle(error.traceback, MOST_REPR),
    },
    limit: outcome.limit,
    violations: [...outcome.violations],
    isCut,
    files: [...entries],
    ...(facts.applied && { applied: [...facts.applied] }),
    ...(facts.refused && { refused: [...facts.refused] }),
    usage: { ...outcome.usage },
    digest: outcome.digest,
    image: facts.image,
    ...(missing.length > 0 && { walls: missing.map((wall) => ({ ...wall })) }),
  };
  return { view, text: wordsOf(view), blocks };
}

/** A value whose JSON is too large for an answer is told by its repr alone. */
function valueOf({ repr, json }: NonNullable<Outcome["value"]>): OutcomeView["value"] {
  const isGiven = json !== undefined && JSON.stringify(json).length <= MOST_JSON;
  return { repr: cutMiddle(repr, MOST_REPR), ...(isGiven && { json }) };
}

/**
 * Whether the same call would end the same: what a slow machine, a tool's answer or a broken interpreter brought about
 * may be otherwise next time.
 */
export function isFinal({ ok, limit, usage, error, violations }: Outcome): boolean {
  if (ok || usage.calls > 0 || limit === "wall") return false;
  return limit !== null || violations.length > 0 || error !== null;
}

import type { EventDraft } from "../../kernel/event.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { RunContext } from "../../kernel/run/context.ts";
import type { Place } from "../contracts/captured.ts";
import type { PreparedCall } from "../contracts/plans.ts";

type Call = Pick<PreparedCall, "paths"> & { readonly effect: string };

/** Captures on a branch after which the whole folder is looked at again: the files at an event stay a short way off. */
const MOST_CAPTURES = 256;

/** What is about to be changed is kept first, so that it can be given back. */
export function keepBefore(
  { services, state }: RunContext,
  { effect, paths }: Call,
): readonly Capture[] {
  if (effect === "read" || paths.length === 0) return [];
  return services.workspace.capture(state().dir, paths);
}

/** What stood there before a call, for the record. Of one that does not say what it touches: what others have done. */
export async function before(
  context: RunContext,
  step: string,
  call: Call,
  captures: readonly Capture[],
): Promise<EventDraft[]> {
  if (call.effect === "read") return [];
  const isUnknown = call.paths.length === 0;
  const look = isUnknown || isLong(context) ? await lookAround(context, "") : [];
  if (isUnknown) return look;
  return [
    ...look,
    context.services.captures.draft(placeOf(context), {
      step,
      at: "before",
      manifest: null,
      captures,
    }),
  ];
}

/** What a call has left behind, whatever came of it. */
export async function after(context: RunContext, step: string, call: Call): Promise<EventDraft[]> {
  if (call.effect === "read") return [];
  if (call.paths.length === 0) return lookAround(context, step);
  const place = placeOf(context);
  const { captures: record, workspace } = context.services;
  const captures = workspace.capture(place.dir, call.paths);
  return [record.draft(place, { step, at: "after", manifest: null, captures })];
}

/** The folder when a run ends, if it was looked at when it began. */
export function atEnd(context: RunContext): Promise<EventDraft[]> {
  const { services, state } = context;
  if (positionOf(state().extensions["workspace"]).manifest === 0) return Promise.resolve([]);
  return services.captures.look(placeOf(context), { step: "", at: "end" });
}

/** What other calls hold is theirs to say. */
function lookAround(context: RunContext, step: string): Promise<EventDraft[]> {
  const { services, state } = context;
  const { dir } = state();
  const others = [...services.inFlight, ...services.held()].filter((one) => one.dir === dir);
  const held = others.flatMap(({ paths }) => paths);
  const isHeld = (path: string) =>
    held.some((one) => path === one || path.startsWith(`${one}/`) || one.startsWith(`${path}/`));
  return services.captures.look(placeOf(context), { step, at: "scan" }, isHeld);
}

function isLong({ state }: RunContext): boolean {
  const { manifest, since } = positionOf(state().extensions["workspace"]);
  return manifest > 0 && since.length >= MOST_CAPTURES;
}

interface Position {
  readonly manifest: number;
  readonly since: readonly number[];
}

/** The share of the state that the workspace's own events make. */
function positionOf(slice: JsonValue | undefined): Position {
  return (slice ?? { manifest: 0, since: [] }) as unknown as Position;
}

function placeOf({ branch, state }: RunContext): Place {
  const { run, dir } = state();
  return { run, branch, dir };
}

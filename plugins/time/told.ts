import { z } from "zod";

import type { EventDraft, FoldEvent } from "../../kernel/event.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { Reflex } from "../../kernel/reflex/reflex.ts";
import type { Draft } from "../../kernel/run/draft.ts";
import type { Happened } from "./happened.ts";

/** What the world has seen of other branches is told to the branch that a person goes on with. */
export const TOLD = "time.told";
const FACT = "already_done";

/** More than that are not told one by one: then every such call is asked about. */
const MOST_TOLD = 500;
/** Whoever plans reads of the last ones. */
const MOST_WORDS = 50;

export const toldSchema = z.object({
  /** Those that cannot be taken back. */
  effects: z.array(
    z.object({
      content: z.string(),
      tool: z.string(),
      run: z.string(),
      step: z.string(),
      event: z.string(),
      outcome: z.enum(["happened", "unknown"]),
    }),
  ),
  isCut: z.boolean(),
  /** Files that are not as steps up to here have left them. */
  gone: z.array(z.object({ path: z.string(), steps: z.array(z.string()) })),
});

export type Gone = z.output<typeof toldSchema>["gone"][number];

type Told = Omit<z.output<typeof toldSchema>["effects"][number], "content" | "event">;

interface Slice {
  /** By content of the call: the last of those that were the same. */
  readonly effects: Readonly<Record<string, Told>>;
  readonly isCut: boolean;
  readonly gone: readonly Gone[];
  /** Number of the event that said so last. */
  readonly at: number;
}

const NOTHING: Slice = { effects: {}, isCut: false, gone: [], at: 0 };

export function toldIn({ extensions }: RunState): Slice {
  return (extensions["time"] ?? NOTHING) as unknown as Slice;
}

export function reduceTold(slice: JsonValue | undefined, { data, bseq }: FoldEvent): JsonValue {
  const before = (slice ?? NOTHING) as unknown as Slice;
  if (data === null) return before as unknown as JsonValue;
  const { effects, isCut, gone } = data as unknown as z.output<typeof toldSchema>;
  const named = effects.map(({ content, tool, run, step, outcome }) => [
    content,
    { tool, run, step, outcome },
  ]);
  const all = { ...before.effects, ...(Object.fromEntries(named) as Slice["effects"]) };
  const told = { effects: all, isCut: before.isCut || isCut, gone, at: bseq };
  return told as unknown as JsonValue;
}

/** What stands in the folder is what a branch goes on from, whatever stood there at its moment. */
export function lookAgain(
  host: Host,
  run: string,
  branch: string,
  { dir, access }: RunState,
): Promise<readonly EventDraft[]> {
  if (access === "read") return Promise.resolve([]);
  return host.needs("captures").look({ run, branch, dir }, { step: "", at: "start" });
}

export function tell(
  draft: Draft,
  all: readonly Happened[],
  gone: readonly Gone[],
  cause: string,
): EventDraft[] {
  const value = all
    .slice(-MOST_WORDS)
    .map(
      ({ tool, args, outcome }) =>
        `${tool} ${args}${outcome === "unknown" ? " (may have happened)" : ""}`,
    );
  const learned = draft("fact.learned", { name: FACT, value, source: cause, trust: "tool" }, cause);
  const once = new Map(all.filter(({ isOnce }) => isOnce).map((one) => [one.content, one]));
  const effects = [...once.values()].slice(-MOST_TOLD).map((one) => {
    const { content, tool, run, step, event, outcome } = one;
    return { content, tool, run, step, event, outcome };
  });
  const told = { ...learned, type: TOLD };
  const data = { effects, isCut: once.size > MOST_TOLD, gone: [...gone] };
  return [{ ...told, data }, ...(all.length === 0 ? [] : [learned])];
}

/** What cannot be taken back and has happened already is asked about before it happens again, whatever was granted. */
export function toldReflex({ kernel }: Pick<Host, "kernel">): Reflex {
  /** What was told to a run was told to those that it begins. */
  const toldTo = (state: RunState, content: string): Told | "cut" | null => {
    const { effects, isCut } = toldIn(state);
    const seen = Object.hasOwn(effects, content) ? effects[content]! : isCut ? "cut" : null;
    if (seen !== null || state.parent === null) return seen;
    return toldTo(kernel().runs.state(state.parent.run), content);
  };
  return ({ effect, content, key, step, tool }, state) => {
    if (effect !== "once" || key !== "" || wasAsked(state, step)) return null;
    const seen = toldTo(state, content);
    if (seen === null) return null;
    const veto = (reason: string) => ({ rule: "time", fault: "ask" as const, reason });
    if (seen === "cut")
      return veto(`${tool} may have happened already: more did than could be told`);
    const how = seen.outcome === "happened" ? "has already happened" : "may already have happened";
    return veto(`${tool} with these arguments ${how} in run ${seen.run}, step ${seen.step}`);
  };
}

/** Approvals of before are no part of a branch that a person goes on with. */
function wasAsked({ asks }: RunState, step: string): boolean {
  return Object.values(asks).some(
    (ask) => ask.kind === "approval" && ask.step === step && ask.answer?.value === true,
  );
}

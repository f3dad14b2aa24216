import { z } from "zod";

import type { EventDraft, FoldEvent } from "../../kernel/event.ts";
import type { RunState } from "../../kernel/fold/run-state.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Reflex } from "../../kernel/reflex/reflex.ts";
import type { Draft } from "../../kernel/run/draft.ts";
import type { Happened } from "./happened.ts";

/** What the world has seen of other branches is told to the branch that a person goes on with. */
export const TOLD = "time.told";
const FACT = "already_done";

export const toldSchema = z.object({
  effects: z.array(
    z.object({
      content: z.string(),
      tool: z.string(),
      args: z.string(),
      run: z.string(),
      step: z.string(),
      event: z.string(),
      outcome: z.enum(["happened", "unknown"]),
    }),
  ),
});

type Slice = Readonly<Record<string, Pick<Happened, "tool" | "run" | "step" | "outcome">>>;

/** By content of the call: the last of those that were the same. */
export function reduceTold(slice: JsonValue | undefined, { data }: FoldEvent): JsonValue {
  const effects = ((data ?? {})["effects"] ?? []) as unknown as readonly Happened[];
  const told = effects.map(({ content, tool, run, step, outcome }) => [
    content,
    { tool, run, step, outcome },
  ]);
  return { ...(slice as JsonObject | undefined), ...Object.fromEntries(told) };
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

export function tell(draft: Draft, effects: readonly Happened[], cause: string): EventDraft[] {
  if (effects.length === 0) return [];
  const value = effects.map(
    ({ tool, args, outcome }) =>
      `${tool} ${args}${outcome === "unknown" ? " (may have happened)" : ""}`,
  );
  const learned = draft("fact.learned", { name: FACT, value, source: cause, trust: "tool" }, cause);
  const told = effects as unknown as JsonObject[];
  return [{ ...learned, type: TOLD, data: { effects: [...told] } }, learned];
}

/** What cannot be taken back and has happened already is asked about before it happens again, whatever was granted. */
export const toldReflex: Reflex = ({ effect, content, key, step, tool }, state) => {
  const seen = sliceOf(state)[content];
  if (effect !== "once" || key !== "" || !seen || wasAsked(state, step)) return null;
  const how = seen.outcome === "happened" ? "has already happened" : "may already have happened";
  const reason = `${tool} with these arguments ${how} in run ${seen.run}, step ${seen.step}`;
  return { rule: "time", fault: "ask", reason };
};

function sliceOf({ extensions }: RunState): Slice {
  return (extensions["time"] ?? {}) as unknown as Slice;
}

/** Approvals of before are no part of a branch that a person goes on with. */
function wasAsked({ asks }: RunState, step: string): boolean {
  return Object.values(asks).some(
    (ask) => ask.kind === "approval" && ask.step === step && ask.answer?.value === true,
  );
}

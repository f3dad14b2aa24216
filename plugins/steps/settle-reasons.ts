import type { StepState } from "../../kernel/fold/run-state.ts";
import type { EffectClass } from "../../kernel/ports/tools.ts";
import type { Payload } from "../../kernel/vocabulary.ts";
import type { Alternative, Reasons } from "../contracts/decisions.ts";

/** What is settled and why. */
export interface Settled {
  readonly verdict: Payload<"tool.settled">["verdict"];
  readonly ground: string;
}

/** Why a doubt was settled without a person. `observed`: the looks at the world that decided it. */
export function settleReasons(
  { verdict, ground }: Settled,
  effect: EffectClass,
  { tries, reason }: Pick<StepState, "tries" | "reason">,
  call: string,
  observed: readonly string[],
): Reasons {
  const rule = `a ${effect} in doubt: ${ground}`;
  return {
    kind: "doubt",
    choice: verdict,
    rationale: reason === "" || reason === ground ? rule : `${rule}; it was in doubt as ${reason}`,
    alternatives: otherWays(verdict, tries),
    confidence: null,
    grounds: [call, ...observed],
  };
}

/** The verdicts that its rule excludes. */
function otherWays(verdict: Settled["verdict"], tries: number): readonly Alternative[] {
  const way = (choice: string, reason: string) => [{ choice, reason, score: null }];
  if (verdict === "happened") return way("repeat", "it would be done twice");
  if (verdict === "repeat") return [];
  return way("repeat", `it has come to nothing ${tries} ${tries === 1 ? "time" : "times"}`);
}

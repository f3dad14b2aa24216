import type { EffectClass } from "../../kernel/ports/tools.ts";
import type { GoalTraits } from "./goal-traits.ts";
import type { Parameter, Role } from "./tool-traits.ts";
import { WEIGHTS } from "./weights.ts";

export interface Fit {
  /** 0 to 1; one half says nothing for or against. */
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Whether a goal holds what a tool's parameters take, and whether the tool has a place for what the goal holds. */
export function fitOf(
  goal: GoalTraits,
  parameters: readonly Parameter[],
  effect: EffectClass,
): Fit {
  const takes = (role: Role) => parameters.filter((one) => one.role === role);
  const needs = (role: Role) => takes(role).filter(({ required }) => required).length;
  const has = (role: Role) => takes(role).length > 0;
  const paths = goal.files + goal.folders;
  const isRunner = has("code") || has("command");
  const rules: readonly (readonly [
    rule: keyof typeof WEIGHTS.fit,
    holds: boolean,
    reason: string,
  ])[] = [
    ["urlTaken", goal.urls > 0 && has("url"), "takes the web address"],
    ["urlIgnored", goal.urls > 0 && !has("url") && !isRunner, "takes no web address"],
    ["urlMissing", goal.urls === 0 && needs("url") > 0, "needs a web address"],
    ["globTaken", goal.globs > 0 && has("glob"), "takes the pattern"],
    ["globMissing", goal.globs === 0 && needs("glob") > 0, "needs a pattern"],
    ["pathTaken", paths > 0 && has("path"), "takes the path"],
    ["pathIgnored", paths > 0 && !has("path") && !isRunner && goal.globs === 0, "takes no path"],
    ["pathMissing", paths === 0 && needs("path") > 0, "needs a path"],
    ["twoPathsTaken", paths > 1 && needs("path") > 1, "takes two paths"],
    ["secondPathMissing", paths === 1 && needs("path") > 1, "needs two paths"],
    ["textTaken", goal.quotes > 0 && has("text"), "takes the quoted text"],
    ["textIgnored", goal.quotes > 0 && !has("text") && !isRunner, "takes no text"],
    ["textMissing", goal.quotes === 0 && needs("text") > 1, "needs texts"],
    ["codeTaken", goal.code > 0 && has("code"), "takes the code"],
    ["flagsTaken", goal.flags > 0 && has("command"), "takes a command"],
    ["questionAnswered", goal.isQuestion && effect === "read", "answers a question"],
    ["questionChanges", goal.isQuestion && effect !== "read", "changes things, and this asks"],
    ["needsResults", parameters.some(isOnlyResult), "needs what an earlier step answers"],
  ];
  let score = 0.5;
  const reasons: string[] = [];
  for (const [rule, holds, reason] of rules) {
    if (!holds) continue;
    score += WEIGHTS.fit[rule];
    reasons.push(reason);
  }
  return { score: Math.min(1, Math.max(0, score)), reasons };
}

function isOnlyResult(parameter: Parameter): boolean {
  return parameter.required && parameter.fromResults;
}

import type { EffectClass } from "../../kernel/ports/tools.ts";

export interface EffectFacts {
  /** What the configuration says of this tool. */
  readonly configured: EffectClass | undefined;
  readonly trusted: boolean;
  /** `_meta["dev.glassbox/effect"]`. */
  readonly declared: EffectClass | undefined;
  readonly readOnlyHint: boolean | undefined;
  readonly destructiveHint: boolean | undefined;
}

/**
 * The policy for the effect class: configuration, then a trusted server's word, then hints.
 * What is not known to be a read is `once`: repeating it needs a person.
 */
export function effectOf(facts: EffectFacts): EffectClass {
  if (facts.configured !== undefined) return facts.configured;
  if (facts.trusted && facts.declared !== undefined) return facts.declared;
  if (facts.readOnlyHint === true && facts.destructiveHint !== true) return "read";
  return "once";
}

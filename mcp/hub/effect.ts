import type { EffectClass } from "../../kernel/ports/tools.ts";

export interface EffectFacts {
  /** What the configuration says of this tool. */
  readonly configured: EffectClass | undefined;
  /** `_meta["dev.glassbox/effect"]`. */
  readonly declared: EffectClass | undefined;
  readonly readOnlyHint: boolean | undefined;
  readonly destructiveHint: boolean | undefined;
}

/**
 * The policy for the effect class: configuration, then what the server says of its tool, then hints. A tool that says
 * of itself both that it reads and that it destroys is not believed the first. What is not known is `once`: doing it
 * again needs a person.
 */
export function effectOf(facts: EffectFacts): EffectClass {
  if (facts.configured !== undefined) return facts.configured;
  const hinted = facts.readOnlyHint === true ? "read" : "once";
  const said = facts.declared ?? hinted;
  return said === "read" && facts.destructiveHint === true ? "once" : said;
}

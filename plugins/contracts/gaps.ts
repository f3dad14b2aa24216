import type { RunContext } from "../../kernel/run/context.ts";

/** What a run lacks besides what its plan says, as sentences: with any of them it is not done. Provided as `gaps`. */
export type Gaps = (context: RunContext) => readonly string[];

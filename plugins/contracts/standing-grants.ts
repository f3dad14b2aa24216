import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { GivenGrants } from "./lifecycle.ts";

/** What a person has allowed once and for all, for runs that begin. Provided as `standing-grants`. */
export interface StandingGrants {
  given(tools: readonly ToolDefinition[]): GivenGrants;
}

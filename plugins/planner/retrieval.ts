import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { Example } from "./examples/example.ts";

/** As the retrieval plugin offers it, under the kind `retrieval`. */
export interface Retrieval {
  rank(request: {
    readonly text: string;
    readonly tools: readonly ToolDefinition[];
    readonly examples: readonly Example[];
    readonly signal?: AbortSignal;
  }): Promise<Ranking>;
}

export interface Ranking {
  /** Best first; scores of 0 to 1. */
  readonly tools: readonly RankedTool[];
  /** All that were given, nearest first. */
  readonly examples: readonly { readonly example: Example; readonly score: number }[];
}

export interface RankedTool {
  readonly tool: ToolDefinition;
  readonly score: number;
}

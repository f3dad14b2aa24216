import type { HouseTool } from "./house-tool.ts";
import type { KeptResults } from "./kept-results.ts";
import { callTool } from "./tools/call.ts";
import { describe } from "./tools/describe.ts";
import { run } from "./tools/run.ts";
import { search } from "./tools/search.ts";
import { showTool } from "./tools/show.ts";
import { status } from "./tools/status.ts";
import { stop } from "./tools/stop.ts";
import { undo } from "./tools/undo.ts";
import { why } from "./tools/why.ts";

/** The stable surface, in the order in which they are used. */
export function houseTools(kept: KeptResults): readonly HouseTool[] {
  return [search, describe, callTool(kept), run, status, showTool(kept), why, undo, stop];
}

/** Those that do more than a verb does, and so stand beside the verbs where all is shown. */
export const BESIDE_VERBS: readonly string[] = ["run", "status", "show", "undo"];

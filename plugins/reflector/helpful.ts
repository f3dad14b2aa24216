import { isObject } from "../../kernel/json.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** As the retrieval plugin offers it, under the kind `retrieval`. */
export interface Retrieval {
  rank(request: {
    readonly text: string;
    readonly tools: readonly ToolDefinition[];
    readonly examples: readonly never[];
    readonly signal?: AbortSignal;
  }): Promise<{ readonly tools: readonly { readonly tool: ToolDefinition }[] }>;
}

/** Reads that may help, in turn: what the goal speaks of, and what takes the arguments that the call had. */
export async function helpfulReads(
  tools: readonly ToolDefinition[],
  goal: string,
  names: readonly string[],
  retrieval: Retrieval | null,
  signal: AbortSignal,
): Promise<ToolDefinition[]> {
  const reads = tools.filter(({ effect }) => effect === "read");
  const taking = reads.filter((tool) => names.some((name) => takes(tool, name)));
  if (!retrieval) return [...new Set([...taking, ...reads])];
  const ranking = await retrieval.rank({ text: goal, tools: reads, examples: [], signal });
  const ranked = ranking.tools.map(({ tool }) => tool);
  const like = ranked.filter((tool) => taking.includes(tool));
  return [...new Set(ranked.flatMap((tool, index) => [tool, like[index] ?? tool]))];
}

function takes({ inputSchema }: ToolDefinition, name: string): boolean {
  const properties = isObject(inputSchema) ? inputSchema["properties"] : null;
  return isObject(properties) && Object.hasOwn(properties, name);
}

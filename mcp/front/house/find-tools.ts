import type { Conversation } from "../desk.ts";
import { callVerb, folderOf, type House } from "./house.ts";
import { toolKey } from "../../../kernel/plan.ts";

export interface FoundTool {
  readonly tool: string;
  readonly effect: string;
  readonly description: string;
}

interface Wanted {
  readonly goal: string;
  readonly limit: number;
  readonly dir?: string | undefined;
}

interface Ranking {
  readonly tools: readonly { key: string; description: string; effect: string }[];
}

const LONGEST = 240;

/** The tools that fit a goal and that this client may use, best first. No server is started for it. */
export async function findTools(
  house: House,
  at: Conversation,
  { goal, limit, dir: given }: Wanted,
): Promise<readonly FoundTool[]> {
  const dir = await folderOf(house, at, given);
  const usable = new Set((await house.tools(dir)).map(toolKey));
  const isRead = at.client.principal.scope === "read";
  // Those that this client may not use are ranked too, and left out afterwards.
  const wanted = isRead || dir === null ? 1000 : limit;
  const input = { goal, limit: wanted, dir: dir ?? house.emptyDir() };
  const { tools } = await callVerb<Ranking>(house, at, "tools.find", input);
  return tools
    .filter(({ key, effect }) => usable.has(key) && (!isRead || effect === "read"))
    .slice(0, limit)
    .map(({ key, effect, description }) => ({
      tool: key,
      effect,
      description: short(description),
    }));
}

/** The first lines of a description; describe has the whole. */
export function short(description: string): string {
  const line = description.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 1).toWellFormed()}…`;
}

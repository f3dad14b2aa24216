import { toolKey } from "../../kernel/plan.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";

/** A call goes by what was known this long ago; the hub refuses what has changed since. */
const FRESH_MS = 250;
const MOST_FOLDERS = 64;

interface Known {
  readonly at: number;
  readonly tools: ReadonlyMap<string, ToolDefinition>;
}

interface ToolIndex {
  find(dir: string | null, key: string): Promise<ToolDefinition | undefined>;
  forget(): void;
}

/** Finds one tool among thousands without going through all of them on each call. */
export function createToolIndex(
  list: (dir: string | null) => Promise<readonly ToolDefinition[]>,
): ToolIndex {
  const folders = new Map<string | null, Known>();

  async function read(dir: string | null): Promise<Known> {
    const tools = new Map((await list(dir)).map((tool) => [toolKey(tool), tool]));
    const known = { at: performance.now(), tools };
    folders.delete(dir);
    folders.set(dir, known);
    const [oldest] = folders.keys();
    if (folders.size > MOST_FOLDERS && oldest !== undefined) folders.delete(oldest);
    return known;
  }

  return {
    async find(dir, key) {
      const known = folders.get(dir);
      const found = known?.tools.get(key);
      if (known && found && performance.now() - known.at < FRESH_MS) return found;
      return (await read(dir)).tools.get(key);
    },
    forget: () => folders.clear(),
  };
}

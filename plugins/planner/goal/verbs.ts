import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Example } from "../examples/example.ts";
import { tokensOf } from "./span.ts";
import { COMMON_VERBS, NO_VERBS } from "./words.ts";

/** What a wish may begin with: common verbs, those in the tools' names, and those that worked goals begin with. */
export function verbsOf(
  tools: readonly ToolDefinition[],
  examples: readonly Example[],
): ReadonlySet<string> {
  const named = tools.flatMap(({ server, name }) => {
    const parts = name.split(/[_-]|(?=[A-Z])/).map((part) => part.toLowerCase());
    return parts.filter((part) => part.length > 2 && !server.includes(part));
  });
  const begun = examples.flatMap(({ goal }) => tokensOf(goal)[0]?.word ?? []);
  const servers = new Set(tools.map(({ server }) => server));
  const verbs = new Set([...COMMON_VERBS, ...named, ...begun]);
  return verbs.difference(NO_VERBS).difference(servers);
}

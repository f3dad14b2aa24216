import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Example } from "../examples/example.ts";
import { tokensOf } from "./span.ts";

/** Verbs that people begin a wish with, whatever the tools. */
const COMMON =
  "add append archive ask attach bring change check clean compute copy count create delete describe discard display do download drop echo edit email erase evaluate execute export fetch fill find fix fetch get give go grab insert jot keep list load locate look make mark move name note notify open paste place post print publish pull put read recall record remember remove rename replace report reply run save say scan search see send set share show sort store submit summarise summarize swap take tell throw trash translate turn update upload use visit write".split(
    " ",
  );

/** Words that name no wish although an example or a tool begins with them. */
const NEVER = new Set(
  "a an the i is are what what's whats where which who when how does do any please can could would will there in on to for of my our it its all every each".split(
    " ",
  ),
);

/** What a wish may begin with: common verbs, those in the tools' names, and those that worked goals begin with. */
export function verbsOf(
  tools: readonly ToolDefinition[],
  examples: readonly Example[],
): ReadonlySet<string> {
  const named = tools.flatMap(({ server, name }) => {
    const parts = name.split(/[_-]|(?=[A-Z])/).map((part) => part.toLowerCase());
    return parts.filter((part) => !server.includes(part));
  });
  const begun = examples.flatMap(({ goal }) => tokensOf(goal)[0]?.word ?? []);
  const servers = new Set(tools.map(({ server }) => server));
  const verbs = new Set([
    ...COMMON,
    ...named.filter((part) => part.length > 2),
    ...begun.filter((word) => !servers.has(word)),
  ]);
  return verbs.difference(NEVER);
}

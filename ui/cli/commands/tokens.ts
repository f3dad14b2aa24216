import type { JsonValue } from "../../../kernel/json.ts";
import { addGroup, addLeaf, type Menu } from "../command.ts";
import { table } from "../render/table.ts";
import { localTime } from "../render/time.ts";

interface Token {
  readonly name: string;
  readonly scope: "full" | "read";
  readonly created: string;
}

export function addTokens(menu: Menu): void {
  const tokens = addGroup(menu, "tokens", "Say which clients may come in over HTTP.", [
    "glassbox tokens ls",
    "glassbox tokens add inspector --read-only",
  ]);
  addLeaf<{ readonly readOnly?: boolean }>(menu, tokens, {
    name: "add",
    summary: "Make a token and print it; it cannot be shown again.",
    examples: ["glassbox tokens add editor", "glassbox tokens add inspector --read-only"],
    build: (command) =>
      void command
        .argument("<name>", "lower-case letters, digits and -")
        .option("--read-only", "it only looks: nothing can be changed with it"),
    async handler({ call, note }, [name], { readOnly }) {
      const input = { name, scope: readOnly ? "read" : "full" };
      const data = await call<Token & { token: string }>("tokens.add", input);
      note(`a token of scope ${data.scope}, shown this once:`);
      return { data: data as object as JsonValue, text: data.token };
    },
  });
  addLeaf(menu, tokens, {
    name: "ls",
    summary: "List the tokens there are; home is the one that lies in the home folder.",
    examples: ["glassbox tokens ls", "glassbox tokens ls --json=name,scope"],
    async handler({ call, terminal: { columns } }) {
      const data = await call<{ tokens: readonly Token[] }>("tokens.list");
      const rows = data.tokens.map(({ name, scope, created }) => [name, scope, localTime(created)]);
      const empty = "no tokens yet: glassbox serve makes one";
      return { data: data as object as JsonValue, text: table(rows, columns, empty) };
    },
  });
  addLeaf(menu, tokens, {
    name: "rm",
    summary: "Make a token worthless and end its streams; home gets a new one at the next serve.",
    examples: ["glassbox tokens rm inspector", "glassbox tokens rm home"],
    build: (command) => void command.argument("<name>", "a token, by its name"),
    async handler({ call }, [name]) {
      const data = await call<Token>("tokens.remove", { name });
      return { data: data as object as JsonValue, text: `removed ${data.name}` };
    },
  });
}

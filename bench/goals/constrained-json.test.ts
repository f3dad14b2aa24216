import { expect, test } from "bun:test";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import { openHouse } from "../support/kernel.ts";
import { requestFor } from "./constrained-json.ts";
import { servePages } from "./pages.ts";
import { serversFor } from "./servers.ts";

test("the model sees each tool with its schema, a worked example where there is one, and the goal last", async () => {
  const pages = servePages();
  await using house = await openHouse({ servers: serversFor(pages), without: ["skills"] });
  const all = await house.hub.list(house.dir);
  await pages.close();
  const tools = ["files__files_move", "files__files_search", "everything__echo"].map((key) =>
    all.find((tool) => toolKey(tool) === key)!,
  );
  const request = requestFor("m", "Move a to b", tools);
  const messages = request["messages"] as { role: string; content: string }[];
  const system = messages[0]!.content;
  for (const tool of tools) {
    expect(system).toContain(JSON.stringify(tool.description));
    const { properties, required } = tool.inputSchema as Record<string, JsonObject>;
    if (required) expect(system).toContain(JSON.stringify(required));
    for (const [name, one] of Object.entries(properties ?? {})) {
      expect(system).toContain(`"${name}":{"type"`);
      expect(system).toContain(JSON.stringify((one as JsonObject)["description"]));
    }
  }
  expect(messages.map(({ role }) => role)).toEqual([
    "system",
    "user",
    "assistant",
    "user",
    "assistant",
    "user",
  ]);
  expect(messages.at(-1)?.content).toBe("Move a to b");
  const { tool, args } = JSON.parse(messages[2]!.content);
  expect(tool).toBe("files__files_move");
  expect(messages[1]!.content).toContain(args.from);
});

test("the answer is bound to one of the tools with arguments of its schema, and every text ends", async () => {
  await using house = await openHouse();
  const all = await house.hub.list(house.dir);
  const tools = all.filter(({ name }) => name === "files_edit" || name === "files_read");
  const { format } = requestFor("m", "g", tools);
  const ways = isObject(format) && Array.isArray(format["anyOf"]) ? format["anyOf"] : [];
  expect(ways).toHaveLength(2);
  expect(ways[0]).toMatchObject({
    properties: { tool: { const: "files__files_edit" }, args: { required: ["path", "edits"] } },
    required: ["tool", "args"],
  });
  const text = JSON.stringify(format);
  expect(text.match(/"type":"string"/g)?.length).toBe(text.match(/"maxLength":/g)?.length);
  expect(text).not.toContain('"pattern":"^');
});

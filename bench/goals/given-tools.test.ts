import { expect, test } from "bun:test";

import { toolKey } from "../../kernel/plan.ts";
import { openHouse } from "../support/kernel.ts";
import { givenTools } from "./given-tools.ts";
import { parseGoals } from "./golden.ts";

const LINES = [
  { goal: "Read a.md", tool: "files_read", args: { path: "a.md" } },
  { goal: "mail Ines: hi", tool: "mail_send", args: { to: "Ines", body: "hi" } },
  { goal: "mail Bo: hi, twice", tool: "mail_send", args: { to: "Bo", body: "hi", times: 2 } },
  { goal: "play jazz", tool: "radio__play", args: { tags: ["jazz"] } },
];

test("a tool that nobody offers is made of the goals that name it, and no other", async () => {
  const goals = parseGoals(LINES.map((line) => JSON.stringify(line)).join("\n"), "g");
  const servers = givenTools(goals, ["files__files_read"]);
  await using house = await openHouse({ servers });
  const tools = await house.hub.list(house.dir);
  const made = tools.filter(({ server }) => server === "given" || server === "radio");
  expect(made.map(toolKey).toSorted()).toEqual(["given__mail_send", "radio__play"]);
  expect(made.find(({ name }) => name === "mail_send")?.inputSchema).toMatchObject({
    properties: { to: { type: "string" }, body: { type: "string" }, times: { type: "number" } },
    required: ["to", "body"],
  });
  expect(made.find(({ name }) => name === "play")?.inputSchema).toMatchObject({
    properties: { tags: { type: "array", items: { type: "string" } } },
  });
});

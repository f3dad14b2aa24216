import { expect, test } from "bun:test";

import { openHouse } from "../support/kernel.ts";
import { CALLS, GOAL } from "./goal.ts";
import { officeServers } from "./office.ts";
import { sentTokens } from "./tokens.ts";
import { toolLoopCalls } from "./tool-loop.ts";

test("the AI SDK's agent sends every tool and all that was said in each of its calls", async () => {
  await using house = await openHouse({ servers: officeServers() });
  const tools = await house.hub.list(house.dir);
  const calls = await toolLoopCalls(tools);
  expect(calls).toHaveLength(CALLS.length + 1);
  for (const { tools: sent, prompt } of calls) {
    expect(sent).toHaveLength(tools.length);
    expect(JSON.stringify(prompt)).toContain(GOAL);
  }
  const growth = calls.map((call) => sentTokens([call]));
  expect(growth).toEqual(growth.toSorted((a, b) => a - b));
  expect(growth.at(-1)! - growth[0]!).toBeGreaterThan(CALLS.length * 256);
}, 30_000);

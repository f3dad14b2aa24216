import { expect, test } from "bun:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import Ajv from "ajv/dist/2020.js";
import { createServer } from "./index.ts";

interface WorkedGoal {
  readonly goal: string;
  readonly args: Record<string, unknown>;
}

test("the worked goals hold every text of their call, and the call is one that the tool takes", async () => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer().connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  const { tools } = await client.listTools();
  await client.close();
  const [tool] = tools;
  const examples = tool?._meta?.["dev.glassbox/examples"] as WorkedGoal[];
  expect(examples.length).toBeGreaterThanOrEqual(6);
  const takes = new Ajv({ strict: false }).compile(tool?.inputSchema ?? false);
  for (const { goal, args } of examples) {
    expect([goal, takes(args)]).toEqual([goal, true]);
    for (const value of Object.values(args)) expect(goal).toContain(String(value));
  }
});

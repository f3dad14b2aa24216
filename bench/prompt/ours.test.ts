import { expect, test } from "bun:test";

import { withTempFolder } from "../support/temp-folder.ts";
import { GOAL } from "./goal.ts";
import { ourCalls } from "./ours.ts";
import { tokensBefore } from "./tokens.ts";

test("41 tools are connected, the model is asked to plan and to pack, and the steps run without it", async () => {
  const { calls, tools } = await withTempFolder(ourCalls);
  expect(tools).toHaveLength(41);
  expect(calls.map(({ responseFormat }) => responseFormat?.type ?? "text")).toEqual([
    "text",
    "json",
  ]);
  for (const call of calls) expect(tokensBefore(GOAL, call)).toBeGreaterThan(100);
}, 30_000);

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { otherServers } from "../../bench/goals/all-tools.ts";
import { type House, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { toolKey } from "../../kernel/plan.ts";
import { type Example, plugin, type Retrieval, shippedExamples } from "./index.ts";
import { modelsWith, tripleEmbedder } from "./testing.ts";

const proven: Example = {
  goal: "water the fern in the hall",
  tool: "shell__shell_run",
  args: { command: "fern" },
  source: "proven",
  event: "e1",
};

let house: House;
let retrieval: Retrieval | undefined;
beforeAll(async () => {
  house = await openHouse({
    servers: otherServers(),
    without: ["retrieval", "models"],
    plugins: [
      { name: "retrieval", load: async () => plugin },
      pluginOf("other", (host) => {
        host.port("models", modelsWith(tripleEmbedder()));
        host.provide("examples", "other", { examples: async () => [proven] });
        retrieval = host.provided<Retrieval>("retrieval").get("tools");
      }),
    ],
  });
});
afterAll(() => house[Symbol.asyncDispose]());

const find = (input: JsonObject) =>
  house.call<{ tools: JsonObject[]; embedder: string }>("tools.find", {
    dir: house.dir,
    ...input,
  });

describe("tools.find", () => {
  test("names the best tools with class, parts and reasons", async () => {
    const { tools, embedder } = await find({ goal: "delete old.md", limit: 2 });
    expect(embedder).toBe("test/triples");
    expect(tools).toHaveLength(2);
    expect(tools[0]).toMatchObject({
      key: "files__files_delete",
      effect: "probe",
      parts: { meaning: expect.any(Number) },
      reasons: expect.arrayContaining(["says delete"]),
    });
  });

  test("answers eight unless told, and counts proven examples", async () => {
    const { tools } = await find({ goal: "water the fern in the garden" });
    expect(tools).toHaveLength(8);
    expect(tools[0]).toMatchObject({ key: "shell__shell_run" });
  });

  test("refuses a goal without words, with the field", async () => {
    await expect(find({ goal: " " })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("goal: is empty"),
    });
  });

  test("keeps its vectors in the home, where they may be deleted", () => {
    const index = join(house.home, "home", "tenants", "default", "index");
    expect(existsSync(join(index, "vectors.db"))).toBe(true);
  });
});

test("other plugins get the same ranking as the verb", async () => {
  const tools = await house.hub.list(house.dir);
  const examples = [...shippedExamples(tools), proven];
  const ranking = await retrieval!.rank({ text: "list the folder a/b", tools, examples });
  const { tools: found } = await find({ goal: "list the folder a/b", limit: 1000 });
  expect(ranking.tools.map(({ tool }) => toolKey(tool))).toEqual(
    found.map(({ key }) => String(key)),
  );
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { closeAll, connectTo, never, npmServer, testCaller } from "./testing.ts";
import type { TestConnection } from "./testing.ts";

const answers = {
  "elicitation/create": () => ({ action: "accept", content: { name: "Ines", check: true } }),
  "sampling/createMessage": () => ({
    role: "assistant",
    model: "scripted",
    content: { type: "text", text: "I am a model." },
  }),
  "roots/list": () => ({ roots: [{ uri: "file:///work", name: "work" }] }),
};

describe("everything that the server of that name does reaches a caller of either era", () => {
  let connection: TestConnection;
  beforeAll(async () => {
    connection = await connectTo([npmServer("everything"), "stdio"]);
  });
  afterAll(closeAll);

  function request(method: string, params: object, caller = testCaller("legacy", answers)) {
    return connection.request(method, { ...params }, { caller, signal: never });
  }

  test("its whole description", async () => {
    const manifest = await connection.readManifest(never);
    expect(manifest).toMatchObject({
      era: "legacy",
      implementation: "mcp-servers/everything 2.0.0",
    });
    expect(manifest.tools.map((tool) => tool["name"])).toContain("trigger-sampling-request");
    expect(manifest.resources.length).toBeGreaterThan(0);
    expect(manifest.resourceTemplates.length).toBeGreaterThan(0);
    expect(manifest.prompts.map((prompt) => prompt["name"])).toContain("simple-prompt");
  });

  for (const era of ["legacy", "modern"] as const) {
    test(`its elicitation, for a ${era} caller`, async () => {
      const caller = testCaller(era, answers);
      const params = { name: "trigger-elicitation-request", arguments: {} };
      expect(JSON.stringify(await request("tools/call", params, caller))).toContain("Ines");
      expect(caller.asked.map(({ method }) => method)).toEqual(["elicitation/create"]);
    });

    test(`its sampling, for a ${era} caller`, async () => {
      const caller = testCaller(era, answers);
      const params = {
        name: "trigger-sampling-request",
        arguments: { prompt: "Who?", maxTokens: 9 },
      };
      expect(JSON.stringify(await request("tools/call", params, caller))).toContain(
        "I am a model.",
      );
    });

    test(`its progress, for a ${era} caller`, async () => {
      const caller = testCaller(era);
      const params = {
        name: "trigger-long-running-operation",
        arguments: { duration: 0.05, steps: 3 },
        _meta: { progressToken: `of-${era}` },
      };
      await request("tools/call", params, caller);
      expect(
        caller.told.map(({ params: told }) => [told["progressToken"], told["progress"]]),
      ).toEqual([1, 2, 3].map((progress) => [`of-${era}`, progress]));
    });
  }

  test("its question for roots, and what it logs of the answer", async () => {
    const caller = testCaller("legacy", answers);
    const params = { name: "get-roots-list", arguments: {} };
    expect(JSON.stringify(await request("tools/call", params, caller))).toContain("file:///work");
    expect(caller.told).toEqual([
      {
        method: "notifications/message",
        params: expect.objectContaining({ level: "info", logger: "everything-server" }),
      },
    ]);
  });

  test("its prompts, resources and completions", async () => {
    expect(await request("prompts/get", { name: "simple-prompt" })).toMatchObject({
      messages: [{ role: "user" }],
    });
    const ref = { type: "ref/prompt", name: "completable-prompt" };
    const argument = { name: "department", value: "E" };
    expect(await request("completion/complete", { ref, argument })).toMatchObject({
      completion: { values: ["Engineering"] },
    });
    const { resources } = await connection.readManifest(never);
    const uri = resources[0]?.["uri"];
    expect(await request("resources/read", { uri })).toMatchObject({ contents: [{ uri }] });
  });
});

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Client } from "@modelcontextprotocol/client";
import type { JsonObject } from "../../kernel/json.ts";
import type { Era } from "../hub/caller.ts";
import { httpClient, lineClient, serversFront, suiteServer } from "./testing.ts";
import type { TestFront } from "./testing.ts";

// Real processes, in several lanes.
setDefaultTimeout(60_000);

const reads = [
  "test_simple_text",
  "test_elicitation",
  "test_sampling",
  "test_input_required_result_multiple_inputs",
  "test_input_required_result_multi_round",
  "test_tool_with_progress",
  "test_tool_with_logging",
  "test_missing_capability",
];

const capabilities = { elicitation: { form: {} }, sampling: {}, roots: {} };

const carriers = { http: httpClient, lines: lineClient };

/** A client that answers whatever it is asked, and keeps what it was told. */
function answering(client: Client): { readonly asked: string[]; readonly told: JsonObject[] } {
  const asked: string[] = [];
  const told: JsonObject[] = [];
  client.setRequestHandler("elicitation/create", ({ params }) => {
    asked.push(params.message);
    return {
      action: "accept",
      content: { username: "Ada", email: "a@b.c", name: "Ada", color: "red" },
    };
  });
  client.setRequestHandler("sampling/createMessage", () => {
    asked.push("sampling");
    return { role: "assistant", model: "none", content: { type: "text", text: "Paris" } };
  });
  client.setRequestHandler("roots/list", () => {
    asked.push("roots");
    return { roots: [{ uri: "file:///vault", name: "vault" }] };
  });
  client.setNotificationHandler("notifications/message", ({ params }) => {
    told.push(params as unknown as JsonObject);
  });
  return { asked, told };
}

function textOf(result: unknown): string {
  return (result as { content: { text: string }[] }).content[0]?.text ?? "";
}

describe.each([
  ["legacy", true],
  ["modern", false],
] as const)("in front of a server of the %s era", (_, legacy) => {
  let front: TestFront;
  beforeAll(() => {
    front = serversFront([suiteServer(reads, legacy, { pool: legacy ? "session" : "shared" })], {
      prefix: () => "collision",
    });
  });
  afterAll(() => front[Symbol.asyncDispose]());

  describe.each(["legacy", "modern"] as const)("a client of the %s era", (era: Era) => {
    test.each(["http", "lines"] as const)(
      "over %s uses all that the server has",
      async (carrier) => {
        const client = await carriers[carrier](front, era, capabilities);
        const { asked } = answering(client);
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toContain("test_simple_text");
        expect(tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name).toSorted());
        const simple = await client.callTool({ name: "test_simple_text", arguments: {} });
        expect(textOf(simple)).toBe("This is a simple text response for testing.");

        const person = { name: "test_elicitation", arguments: { message: "Who are you?" } };
        expect(textOf(await client.callTool(person))).toContain('"username":"Ada"');
        expect(asked).toEqual(["suite asks: Who are you?"]);
        const model = { name: "test_sampling", arguments: { prompt: "Capital of France?" } };
        expect(textOf(await client.callTool(model))).toBe("LLM response: Paris");
        const several = { name: "test_input_required_result_multiple_inputs", arguments: {} };
        expect(textOf(await client.callTool(several))).toContain("file:///vault");
        expect(asked.toSorted()).toEqual([
          "roots",
          "sampling",
          "sampling",
          "suite asks: What is your name?",
          "suite asks: Who are you?",
        ]);
        const rounds = { name: "test_input_required_result_multi_round", arguments: {} };
        expect(textOf(await client.callTool(rounds))).toContain('"color":"red"');

        const steps: number[] = [];
        const onprogress = ({ progress }: { progress: number }) => void steps.push(progress);
        await client.callTool({ name: "test_tool_with_progress", arguments: {} }, { onprogress });
        expect(steps).toEqual([0, 50, 100]);

        const { resources } = await client.listResources();
        expect(resources.map(({ uri }) => uri)).toContain("test://static-text");
        const { contents } = await client.readResource({ uri: "test://template/7/data" });
        expect(JSON.stringify(contents)).toContain("Data for ID: 7");
        const { prompts } = await client.listPrompts();
        expect(prompts.map(({ name }) => name)).toContain("test_prompt_with_arguments");
        const asks = { name: "test_prompt_with_arguments", arguments: { arg1: "a", arg2: "b" } };
        expect(JSON.stringify(await client.getPrompt(asks))).toContain("arg1='a', arg2='b'");
        const ref = { type: "ref/prompt", name: "test_prompt_with_arguments" } as const;
        const { completion } = await client.complete({
          ref,
          argument: { name: "arg1", value: "par" },
        });
        expect(completion.values).toEqual(["paris", "park", "party"]);
        await client.close();
      },
    );

    test("that has declared nothing is not asked, and learns what it would take", async () => {
      const client = await httpClient(front, era);
      const call = client.callTool({ name: "test_missing_capability", arguments: {} });
      const outcome = await call.then(JSON.stringify, (error: Error) => JSON.stringify(error));
      expect(outcome).toMatch(/sampling|-32021/);
      await client.close();
    });

    test("hears of a log what it has asked for", async () => {
      const client = await lineClient(front, era, capabilities);
      const { told } = answering(client);
      const meta = (level: string) => ({ _meta: { "io.modelcontextprotocol/logLevel": level } });
      const log = async (level: "info" | "error") => {
        if (era === "legacy") await client.setLoggingLevel(level);
        const params = { name: "test_tool_with_logging", arguments: {} };
        await client.callTool(era === "legacy" ? params : { ...params, ...meta(level) });
        return told.splice(0).map(({ data }) => data);
      };
      const all = ["Tool execution started", "Tool processing data", "Tool execution completed"];
      expect(await log("info")).toEqual(all);
      expect(await log("error")).toEqual([]);
      await client.close();
    });
  });
});

import { expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { mcpMemory } from "./mcp-memory.ts";

const line = (message: object) => Buffer.from(`${JSON.stringify(message)}\n`);
const read = (bytes: Buffer) => JSON.parse(bytes.toString()) as JsonObject;
const request = (id: JsonValue, method = "tools/call") => line({ jsonrpc: "2.0", id, method });
const answer = (id: JsonValue) => line({ jsonrpc: "2.0", id, result: {} });

/** Requests of a client, answers of the kernel, and kernels that end, in any order. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("request" as const) }),
  fc.record({ kind: fc.constant("answer" as const), which: fc.nat() }),
  fc.record({ kind: fc.constant("question" as const) }),
  fc.record({ kind: fc.constant("reply" as const), which: fc.nat() }),
  fc.record({ kind: fc.constant("lost" as const) }),
);

test("whatever happens in whatever order, each request has exactly one answer and each question at most one", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const memory = mcpMemory();
      const answers = new Map<JsonValue, number>();
      const count = (bytes: Buffer) => {
        const { id, method } = read(bytes);
        if (method === undefined) answers.set(id!, (answers.get(id!) ?? 0) + 1);
      };
      let asked = 0;
      /** What each side holds: a kernel that is gone takes its part along. */
      let atKernel: number[] = [];
      let questions = 0;
      let open: number[] = [];
      const shown: JsonValue[] = [];
      for (const one of steps) {
        if (one.kind === "request") {
          const passed = memory.fromClient(request(++asked));
          expect(read(passed!)["id"]).toBe(asked);
          atKernel.push(asked);
        } else if (one.kind === "answer" && atKernel.length > 0) {
          const [id] = atKernel.splice(one.which % atKernel.length, 1);
          count(memory.fromKernel(answer(id!)));
        } else if (one.kind === "question") {
          open.push(questions);
          shown.push(read(memory.fromKernel(request(questions++, "elicitation/create")))["id"]!);
        } else if (one.kind === "reply" && shown.length > 0) {
          const [id] = shown.splice(one.which % shown.length, 1);
          const passed = memory.fromClient(answer(id!));
          if (!passed) continue;
          const own = read(passed)["id"] as number;
          expect(open).toContain(own);
          open = open.filter((other) => other !== own);
        } else if (one.kind === "lost") {
          for (const told of memory.lost()) count(told);
          [atKernel, open, questions] = [[], [], 0];
        }
      }
      for (const told of memory.lost()) count(told);
      expect([...answers.values()].every((times) => times === 1)).toBe(true);
      expect(answers.size).toBe(asked);
      expect(memory.waiting()).toBe(0);
    }),
  );
});

test("what is no message of ours passes unchanged", () => {
  const memory = mcpMemory();
  for (const text of ["nonsense\n", "1\n", "null\n", '"text"\n', "{}\n", '[{"id":1}]\n']) {
    expect(memory.fromClient(Buffer.from(text))?.toString()).toBe(text);
    expect(memory.fromKernel(Buffer.from(text)).toString()).toBe(text);
  }
});

test("answers are known in whatever order their members stand", () => {
  const texts = [
    '{"jsonrpc":"2.0","id":1,"result":{"id":2}}',
    '{"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"m"}}',
    '{"result":{"id":2,"method":"x"},"id":1,"jsonrpc":"2.0"}',
    '[{"jsonrpc":"2.0","id":1,"result":{}}]',
  ];
  for (const text of texts) {
    const memory = mcpMemory();
    memory.fromClient(request(1));
    memory.fromClient(request("1"));
    memory.fromKernel(Buffer.from(`${text}\n`));
    expect(memory.lost().map((told) => read(told)["id"])).toEqual(["1"]);
  }
});

test("a client that began is begun for again, and its unanswered beginning gets no error", () => {
  const memory = mcpMemory();
  expect(memory.beginning()).toBeNull();
  const initialize = request(0, "initialize");
  memory.fromClient(initialize);
  expect(memory.lost()).toEqual([]);
  expect(memory.beginning()).toMatchObject({ initialize, isAnswered: false, initialized: null });
  memory.fromKernel(answer(0));
  const initialized = line({ jsonrpc: "2.0", method: "notifications/initialized" });
  memory.fromClient(initialized);
  expect(memory.beginning()).toMatchObject({ initialize, isAnswered: true, initialized });
});

test("what a client counts on is asked again of the next kernel, and its answers are not for the client", () => {
  const memory = mcpMemory();
  const ask = (id: number, method: string, params: JsonObject) => {
    memory.fromClient(line({ jsonrpc: "2.0", id, method, params }));
    return () => memory.fromKernel(answer(id));
  };
  ask(1, "logging/setLevel", { level: "info" })();
  ask(2, "logging/setLevel", { level: "error" })();
  for (const [id, uri] of ["a:1", "a:2", "a:3"].entries())
    ask(10 + id, "resources/subscribe", { uri })();
  ask(20, "resources/unsubscribe", { uri: "a:2" })();
  ask(21, "resources/subscribe", { uri: "a:4" });
  expect(memory.lost().map((told) => read(told)["id"])).toEqual([21]);
  const again = memory.again().map(read);
  expect(again).toMatchObject([
    { method: "logging/setLevel", params: { level: "error" } },
    { method: "resources/subscribe", params: { uri: "a:1" } },
    { method: "resources/subscribe", params: { uri: "a:3" } },
  ]);
  for (const { id } of again) {
    expect(memory.isAnswerToAgain(answer(id!))).toBe(true);
    expect(memory.isAnswerToAgain(answer(id!))).toBe(false);
  }
  expect(memory.isAnswerToAgain(answer(1))).toBe(false);
});

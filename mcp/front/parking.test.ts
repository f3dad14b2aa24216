import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import { createFront } from "./index.ts";
import type { Conversation, Front, FrontOptions } from "./index.ts";
import { codeOf, deskOf, envelope, openLines, post, resultOf, someone } from "./testing.ts";

const asker = { elicitation: {} };
const form = (message: string): JsonObject => ({
  mode: "form",
  message,
  requestedSchema: { type: "object", properties: {} },
});

interface Asking {
  readonly front: Front;
  /** Settles when a call was cancelled. */
  readonly cancelled: Promise<unknown>;
}

/** Tools that ask a person, in the ways in which servers do. */
function askingFront(more: Partial<FrontOptions> = {}): Asking {
  const cancelled = Promise.withResolvers<unknown>();
  const ask = ({ client, signal }: Conversation, message: string, own: AbortSignal = signal) =>
    client.ask("elicitation/create", form(message), own);
  const said = (value: unknown): JsonObject => ({
    content: [{ type: "text", text: JSON.stringify(value) }],
  });
  const desk = deskOf({
    async once(_, at) {
      at.signal.addEventListener("abort", () => cancelled.resolve(at.signal.reason));
      return said(await ask(at, "Sure?"));
    },
    twice: async (_, at) => said([await ask(at, "First?"), await ask(at, "Second?")]),
    together: async (_, at) => said(await Promise.all([ask(at, "Left?"), ask(at, "Right?")])),
    async withdrawn(_, at) {
      const own = new AbortController();
      const asked = ask(at, "Never mind?", own.signal);
      setTimeout(() => own.abort(), 50);
      return said(await asked.catch((error: Error) => error.message));
    },
    async waiting(_, at) {
      const over = new Promise((resolve) => at.signal.addEventListener("abort", resolve));
      await over;
      cancelled.resolve(at.signal.reason);
      return said("too late");
    },
    failing: async (_, at) =>
      ask(at, "Sure?").catch((error: Error) => ({ ...said(error.message), isError: true })),
    coping: async (_, at) => ask(at, "Sure?").catch(() => said("I went on without asking")),
  });
  return {
    front: createFront({ version: "1", desks: [desk], ...more }),
    cancelled: cancelled.promise,
  };
}

function call(name: string, round: JsonObject = {}, capabilities: JsonObject = asker): JsonObject {
  return { name, arguments: { a: 1 }, _meta: envelope(capabilities), ...round };
}

function answers(asked: JsonObject, content: JsonObject = { ok: true }): JsonObject {
  const { inputRequests, requestState } = asked;
  const keys = Object.keys(inputRequests as JsonObject);
  const inputResponses = Object.fromEntries(
    keys.map((key) => [key, { action: "accept", content }]),
  );
  return { inputResponses, requestState: requestState ?? "" };
}

function messagesIn({ inputRequests }: JsonObject): unknown[] {
  return Object.values(inputRequests as JsonObject).map((each) => {
    const { params } = each as { params: { message: string } };
    return params.message;
  });
}

describe("a question to a stateless client", () => {
  test("ends the round, and the retry goes on where it was waited for", async () => {
    const { front } = askingFront();
    const asked = resultOf(await post(front, "tools/call", call("once")));
    expect(asked).toMatchObject({ resultType: "input_required" });
    expect(messagesIn(asked)).toEqual(["Sure?"]);
    expect(front.open()).toBe(1);
    const done = resultOf(await post(front, "tools/call", call("once", answers(asked))));
    expect(done).toMatchObject({ resultType: "complete" });
    expect(JSON.stringify(done)).toContain("accept");
    expect(front.open()).toBe(0);
  });

  test("may be followed by another one, under another state", async () => {
    const { front } = askingFront();
    const first = resultOf(await post(front, "tools/call", call("twice")));
    const second = resultOf(await post(front, "tools/call", call("twice", answers(first))));
    expect([first, second].map(messagesIn)).toEqual([["First?"], ["Second?"]]);
    expect(second["requestState"]).not.toBe(first["requestState"]);
    const done = resultOf(await post(front, "tools/call", call("twice", answers(second))));
    expect(done).toMatchObject({ resultType: "complete" });
  });

  test("comes together with others that are asked at the same moment, and what is not answered is asked again", async () => {
    const { front } = askingFront();
    const both = resultOf(await post(front, "tools/call", call("together")));
    expect(messagesIn(both).toSorted()).toEqual(["Left?", "Right?"]);
    const [left = ""] = Object.keys(both["inputRequests"] as JsonObject);
    const { inputResponses, requestState } = answers(both);
    const one = { [left]: (inputResponses as JsonObject)[left]!, unknown: { action: "cancel" } };
    const round = { inputResponses: one, requestState: requestState! };
    const rest = resultOf(await post(front, "tools/call", call("together", round)));
    expect(messagesIn(rest)).toEqual(["Right?"]);
    const done = resultOf(await post(front, "tools/call", call("together", answers(rest))));
    expect(done).toMatchObject({ resultType: "complete" });
  });

  test("that is withdrawn lets the retry learn what came of it", async () => {
    const { front } = askingFront();
    const asked = resultOf(await post(front, "tools/call", call("withdrawn")));
    await Bun.sleep(100);
    const done = resultOf(await post(front, "tools/call", call("withdrawn", answers(asked))));
    expect(JSON.stringify(done)).toContain("Nobody has answered");
  });

  test("that nobody answers in time ends the call", async () => {
    const { front, cancelled } = askingFront({ parkedSeconds: 0.1 });
    const asked = resultOf(await post(front, "tools/call", call("once")));
    expect(String(await cancelled)).toContain("not answered in time");
    expect(front.open()).toBe(0);
    expect(codeOf(await post(front, "tools/call", call("once", answers(asked))))).toBe(-32602);
  });

  test("over a stream is over with the stream", async () => {
    const { front, cancelled } = askingFront();
    const lines = openLines(front);
    const answer = await lines.request(1, "tools/call", call("once"));
    expect(answer["result"]).toMatchObject({ resultType: "input_required" });
    lines.end();
    await cancelled;
    await lines.ended;
    expect(front.open()).toBe(0);
  });

  test("is not put to a client that has not declared it: the call fails for that, and for nothing else", async () => {
    const { front } = askingFront();
    for (const tool of ["once", "failing"]) {
      const answer = await post(front, "tools/call", call(tool, {}, {}));
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({
        status: 400,
        code: -32021,
      });
      expect(answer.body["error"]).toMatchObject({
        data: { requiredCapabilities: { elicitation: { form: {} } } },
      });
    }
    const coped = resultOf(await post(front, "tools/call", call("coping", {}, {})));
    expect(JSON.stringify(coped)).toContain("went on without asking");
  });
});

describe("a state is refused", () => {
  const principal = { ...someone, id: "token/another" };

  test.each([
    [
      "when it was changed",
      (state: string) => call("once", { requestState: `${state}x` }),
      someone,
    ],
    [
      "when its body was changed",
      (state: string) => call("once", { requestState: state.replace(/\.(.)/, ".Z") }),
      someone,
    ],
    ["for another tool", (state: string) => call("twice", { requestState: state }), someone],
    [
      "for other arguments",
      (state: string) => ({ ...call("once", { requestState: state }), arguments: { a: 2 } }),
      someone,
    ],
    [
      "for a client that has declared otherwise",
      (state: string) => call("once", { requestState: state }, { elicitation: {}, sampling: {} }),
      someone,
    ],
    ["of another principal", (state: string) => call("once", { requestState: state }), principal],
  ])("%s", async (_, retry, who) => {
    const { front } = askingFront();
    const asked = resultOf(await post(front, "tools/call", call("once")));
    const params = retry(String(asked["requestState"]));
    const given = { ...answers(asked), ...params };
    const answer = await post(front, "tools/call", given, { principal: who });
    expect(codeOf(answer)).toBe(-32602);
    // And whoever was asked can still answer.
    const done = resultOf(await post(front, "tools/call", call("once", answers(asked))));
    expect(done).toMatchObject({ resultType: "complete" });
  });

  test("once its call is over, and in another process", async () => {
    const { front } = askingFront();
    const asked = resultOf(await post(front, "tools/call", call("once")));
    const other = askingFront().front;
    expect(codeOf(await post(other, "tools/call", call("once", answers(asked))))).toBe(-32602);
    await post(front, "tools/call", call("once", answers(asked)));
    expect(codeOf(await post(front, "tools/call", call("once", answers(asked))))).toBe(-32602);
  });

  test("never twice: answers of a round that is over are not taken for the next one", async () => {
    const { front } = askingFront();
    const first = resultOf(await post(front, "tools/call", call("twice")));
    await post(front, "tools/call", call("twice", answers(first)));
    const replayed = resultOf(await post(front, "tools/call", call("twice", answers(first))));
    expect(messagesIn(replayed)).toEqual(["Second?"]);
  });
});

test.each([
  ["no object", 7],
  ["null", null],
  ["an answer that is no object", { "question-1": 12 }],
])("answers that are %s are a fault of the request", async (_, inputResponses) => {
  const { front } = askingFront();
  const asked = resultOf(await post(front, "tools/call", call("once")));
  const params = call("once", { inputResponses, requestState: asked["requestState"]! });
  expect(codeOf(await post(front, "tools/call", params))).toBe(-32602);
});

test("a client that hangs up during a round cancels its call", async () => {
  const { front, cancelled } = askingFront();
  const gone = new AbortController();
  const params = call("waiting");
  const waiting = post(front, "tools/call", params, { signal: gone.signal });
  setTimeout(() => gone.abort(), 20);
  await cancelled;
  await waiting;
  expect(front.open()).toBe(0);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { createFront } from "./index.ts";
import { readMessage } from "./message.ts";
import { deskOf, openLines, post, someone } from "./testing.ts";

test("whatever comes is a message or is said not to be one", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = readMessage(value);
      expect(["request", "notification", "response", "unreadable"]).toContain(read.kind);
    }),
  );
});

test("whatever a request holds, it is answered once, under its id", async () => {
  const front = createFront({ version: "1", desks: [deskOf({})] });
  const methods = fc.constantFrom(
    "tools/call",
    "tools/list",
    "prompts/get",
    "resources/read",
    "completion/complete",
    "logging/setLevel",
    "resources/subscribe",
    "initialize",
    "subscriptions/listen",
    "server/discover",
    "__proto__",
    "constructor",
  );
  const params = fc.dictionary(
    fc.constantFrom(
      "name",
      "uri",
      "arguments",
      "_meta",
      "cursor",
      "requestState",
      "inputResponses",
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(methods, params), { maxLength: 8 }), async (requests) => {
      const lines = openLines(front, someone);
      for (const [index, [method, given]] of requests.entries()) {
        const answer = await lines.request(index, method, given as never);
        expect("result" in answer || "error" in answer).toBe(true);
        const posted = await post(front, method, given as never).catch(() => undefined);
        expect(posted === undefined || posted.status < 500).toBe(true);
      }
      const ids = lines.received.map(({ id }) => id).filter((id) => id !== undefined);
      expect(new Set(ids).size).toBe(ids.length);
      lines.end();
      await lines.ended;
    }),
    { numRuns: 50 },
  );
});

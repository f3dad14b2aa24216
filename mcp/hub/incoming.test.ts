import { expect, test } from "bun:test";
import { readLine } from "./incoming.ts";
import { Outstanding } from "./outstanding.ts";

function awaiting(...ids: number[]): Outstanding {
  const outstanding = new Outstanding();
  for (const id of ids) outstanding.sent({ jsonrpc: "2.0", id, method: "tools/call" });
  return outstanding;
}

const reply = (members: string) => `{"jsonrpc":"2.0","id":7,${members}}`;

test("an awaited answer is one, once", () => {
  const outstanding = awaiting(7);
  expect(readLine(reply('"result":{}'), outstanding).is).toBe("answer");
  expect(readLine(reply('"result":{}'), outstanding).is).toBe("late");
});

test("an answer to an abandoned call, or to none, is late", () => {
  const outstanding = awaiting(7);
  const params = { requestId: 7 };
  outstanding.sent({ jsonrpc: "2.0", method: "notifications/cancelled", params });
  expect(readLine(reply('"result":{}'), outstanding).is).toBe("late");
  expect(readLine('{"jsonrpc":"2.0","id":null,"error":{}}', outstanding).is).toBe("late");
});

test("an answer that cannot be read fails its call at once, with the reason", () => {
  const deep = `${'{"a":'.repeat(300)}1${"}".repeat(300)}`;
  const cases = [
    [reply('"result":{'), "not valid JSON"],
    ['{"id":7,"result":{}}', "no JSON-RPC 2.0"],
    ['{"jsonrpc":"1.0","id":7,"result":{}}', "no JSON-RPC 2.0"],
    [reply('"result":"text"'), "neither a result nor an error"],
    [reply('"outcome":{}'), "neither a result nor an error"],
    [reply('"error":{"message":"no code"}'), "neither a result nor an error"],
    [reply(`"result":${deep}`), "deeper than 200 levels"],
  ] as const;
  for (const [line, reason] of cases) {
    expect(readLine(line, awaiting(7))).toMatchObject({
      is: "answer",
      message: { id: 7, error: { message: expect.stringContaining(reason) } },
    });
  }
});

test("what is no message is noise, whatever it looks like", () => {
  const lines = ["Loading model...", "", "null", "[]", '{"id":8}', '{"result":{}}', "\0\x01\xff"];
  for (const line of lines) expect([line, readLine(line, awaiting(7)).is]).toEqual([line, "noise"]);
  const deep = `{"jsonrpc":"2.0","method":"x","params":${"[".repeat(1e5)}${"]".repeat(1e5)}}`;
  expect(readLine(deep, awaiting(7)).is).toBe("noise");
});

test("an answer of a hundred thousand levels fails its call and harms nobody", () => {
  const line = reply(`"result":{"content":${"[".repeat(1e5)}${"]".repeat(1e5)}}`);
  expect(readLine(line, awaiting(7))).toMatchObject({ is: "answer", message: { id: 7 } });
});

import { expect, test } from "bun:test";
import { replyId } from "./reply-id.ts";

const ends = (text: string): [string, string] => [text.slice(0, 512), text.slice(-512)];
const long = { content: [{ type: "text", text: `"id": 9, "method": "x" ${"z".repeat(5000)}` }] };

test("the id is found where serialisers write it: before the result or after it", () => {
  const texts = [
    JSON.stringify({ jsonrpc: "2.0", id: 41, result: long }),
    JSON.stringify({ id: 41, jsonrpc: "2.0", result: long }),
    JSON.stringify({ jsonrpc: "2.0", result: long, id: 41 }),
    JSON.stringify({ result: long, jsonrpc: "2.0", id: 41 }),
    JSON.stringify({ result: long, id: 41, jsonrpc: "2.0" }),
    JSON.stringify({ jsonrpc: "2.0", id: 41, error: { code: 1, message: "m", data: long } }),
    `{ "jsonrpc" : "2.0" , "id" : 41 , "result" : ${JSON.stringify(long)} }\r`,
  ];
  for (const text of texts) expect(replyId(...ends(text))).toBe(41);
});

test("an id inside the result is not the message's", () => {
  const inner = { a: long, id: 7 };
  expect(replyId(...ends(JSON.stringify({ jsonrpc: "2.0", result: inner })))).toBeUndefined();
  expect(replyId(...ends(JSON.stringify({ jsonrpc: "2.0", id: 41, result: inner })))).toBe(41);
});

test("a request or notification of the server answers no call", () => {
  const request = { jsonrpc: "2.0", method: "sampling/createMessage", params: long, id: 41 };
  expect(replyId(...ends(JSON.stringify(request)))).toBeUndefined();
  const notification = { jsonrpc: "2.0", method: "notifications/message", params: long };
  expect(replyId(...ends(JSON.stringify(notification)))).toBeUndefined();
});

test("noise has no id", () => {
  for (const text of ["", "Loading...", "[1, 2]", "{broken", '"id": 5}']) {
    expect(replyId(...ends(text))).toBeUndefined();
  }
});

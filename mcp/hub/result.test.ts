import { expect, test } from "bun:test";
import type { JsonValue } from "../../kernel/json.ts";
import { toToolResult } from "./result.ts";

test("structured content is the whole view, whatever JSON it is", () => {
  const values: JsonValue[] = [{}, [], 0, "", false, null];
  for (const structuredContent of values) {
    const view: unknown = toToolResult({ content: [], structuredContent }, "a__b").view;
    expect(view).toEqual(structuredContent);
  }
});

test("without it the view is the content with its joined text", () => {
  const content: JsonValue[] = [
    { type: "text", text: "one" },
    { type: "image", data: "AA==", mimeType: "image/png" },
    { type: "text", text: "two" },
  ];
  expect(toToolResult({ content }, "a__b")).toEqual({
    ok: true,
    view: { text: "one\ntwo", content },
    hosts: [],
  });
});

test("an answer without content is an empty one", () => {
  expect(toToolResult({}, "a__b").view).toEqual({ text: "", content: [] });
});

test("only isError true is an error", () => {
  expect(toToolResult({ isError: true }, "a__b").ok).toBe(false);
  expect(toToolResult({ isError: false }, "a__b").ok).toBe(true);
});

test("hosts are taken as far as they are names", () => {
  const _meta = { "dev.glassbox/hosts": ["example.org", null, 5] };
  expect(toToolResult({ _meta }, "a__b").hosts).toEqual(["example.org"]);
  expect(toToolResult({ _meta: { "dev.glassbox/hosts": "example.org" } }, "a__b").hosts).toEqual(
    [],
  );
  expect(toToolResult({ _meta: 3 }, "a__b").hosts).toEqual([]);
});

test("what is no result is a failure that says so", () => {
  for (const answer of [null, [], "text", undefined, { content: "text" }]) {
    const { ok, view } = toToolResult(answer, "a__b");
    expect(ok).toBe(false);
    expect(view).toMatchObject({ text: expect.stringContaining('"a__b" answered with something') });
  }
});

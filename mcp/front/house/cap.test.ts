import { expect, test } from "bun:test";
import fc from "fast-check";

import type { JsonObject } from "../../../kernel/json.ts";
import { capped, pageOf } from "./cap.ts";

test("the pages of a text are the text, whatever is in it", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.integer({ min: 1, max: 9 }),
      (text, tokens) => {
        const pages: string[] = [];
        for (let from: number | null = 0; from !== null;) {
          const page = pageOf(text, from, tokens);
          pages.push(page.text);
          from = page.next;
        }
        expect(pages.join("")).toBe(text);
        for (const page of pages) {
          expect(page.isWellFormed()).toBe(text.isWellFormed());
          expect(page.length).toBeLessThanOrEqual(tokens * 4);
        }
      },
    ),
  );
});

test("a result that fits is handed on as it is, the same object", () => {
  const result = { content: [{ type: "text", text: "short" }], structuredContent: { a: 1 } };
  expect(capped(result, 100, () => "never")).toBe(result);
});

test("pictures are no text: they neither count nor are they cut", () => {
  const picture = { type: "image", data: "x".repeat(10_000), mimeType: "image/png" };
  const result = { content: [{ type: "text", text: "y".repeat(50) }, picture] };
  expect(capped(result, 20, () => "never")).toBe(result);
  const cut = capped(result, 5, () => "result://1");
  expect((cut["content"] as JsonObject[])[1]).toEqual(picture);
  expect(cut["_meta"]).toEqual({ "dev.glassbox/rest": "result://1" });
});

test("an error that is cut stays an error, and what is kept is all of it", () => {
  const kept: string[] = [];
  const result = { isError: true, content: [], structuredContent: { text: "z".repeat(100) } };
  const cut = capped(result, 5, (whole) => `result://${kept.push(whole)}`);
  expect(cut).toMatchObject({ isError: true, content: [{ type: "text" }] });
  expect(cut["structuredContent"]).toBeUndefined();
  expect(kept).toEqual([JSON.stringify({ text: "z".repeat(100) })]);
});

import { expect, test } from "bun:test";
import fc from "fast-check";
import { Tail } from "./tail.ts";

test("a tail is the end of everything that was written, in whatever pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary-ascii" })),
      fc.integer({ min: 1, max: 40 }),
      (parts, size) => {
        const tail = new Tail(size);
        for (const part of parts) tail.push(Buffer.from(part));
        expect(tail.text()).toBe(parts.join("").slice(-size));
      },
    ),
  );
});

test("the last line is the last one with words in it", () => {
  const tail = new Tail(100);
  expect(tail.lastLine()).toBe("");
  tail.push(Buffer.from("first\nlast words \n\n"));
  expect(tail.lastLine()).toBe("last words");
});

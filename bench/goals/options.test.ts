import { expect, test } from "bun:test";

import { KernelError } from "../../kernel/error.ts";
import { parseOptions } from "./options.ts";

const STANDARD = { part: "all", examples: true, verbose: false };

test("without arguments both files are measured, with worked goals", () => {
  expect(parseOptions([])).toEqual({ options: STANDARD, rest: [] } as never);
});

test("a file, a half, a kind and how much is told", () => {
  const { options } = parseOptions(["own.jsonl", "--part", "dev", "--only=multi", "--verbose"]);
  expect(options).toEqual({
    ...STANDARD,
    file: "own.jsonl",
    part: "dev",
    only: "multi",
    verbose: true,
  });
  expect(parseOptions(["--no-examples"]).options.examples).toBe(false);
});

test("what every bench takes, and what none takes, is handed on", () => {
  expect(parseOptions(["--quick", "--fast"]).rest).toEqual(["--quick", "--fast"]);
});

test("a wrong value and a second file are refused", () => {
  expect(() => parseOptions(["--part", "some"])).toThrow(KernelError);
  expect(() => parseOptions(["a.jsonl", "b.jsonl"])).toThrow("not also b.jsonl");
});

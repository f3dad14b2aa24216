import { expect, test } from "bun:test";

import { envelope, errorEnvelope } from "./outcome.ts";

const list = {
  runs: [
    { run: "a", goal: "x", outcome: null },
    { run: "b", goal: "y", outcome: "done" },
  ],
};

test("one object: version, whether it went well, and the data", () => {
  expect(envelope({ data: list, text: "" }, [])).toEqual({ v: 1, ok: true, data: list });
  const error = { code: "incomplete", message: "no" };
  expect(envelope({ data: {}, text: "", exit: 1, error }, [])).toEqual({
    v: 1,
    ok: false,
    data: {},
    error,
  });
  expect(errorEnvelope(error)).toEqual({ v: 1, ok: false, error });
});

test("fields are picked at the top, or from the rows of the one list there is", () => {
  expect(envelope({ data: list, text: "" }, ["goal"])["data"]).toEqual({
    runs: [{ goal: "x" }, { goal: "y" }],
  });
  expect(envelope({ data: list, text: "" }, ["runs"])["data"]).toEqual(list);
  const report = { answer: "42", price: { tokens: 0 }, asks: [] };
  expect(envelope({ data: report, text: "" }, ["answer", "cost"])["data"]).toEqual({
    answer: "42",
    cost: { tokens: 0 },
  });
});

test("an unknown field is refused by name", () => {
  expect(() => envelope({ data: list, text: "" }, ["gaol"])).toThrow(
    'there is no field gaol (did you mean "goal"?)',
  );
});

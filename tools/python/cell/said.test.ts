import { expect, test } from "bun:test";
import fc from "fast-check";
import { parseSaid } from "./said.ts";

test("what the prelude says is understood", () => {
  expect(parseSaid('{"is": "begun"}')).toEqual({ is: "begun" });
  expect(parseSaid('{"is": "sleep", "ms": 5}')).toEqual({ is: "sleep", ms: 5 });
  expect(
    parseSaid('{"is": "outcome", "value": {"repr": "[1]", "json": "[1]"}, "error": null}'),
  ).toEqual({ is: "outcome", value: { repr: "[1]", json: [1] }, error: null });
});

test("nothing else is, and nothing throws", () => {
  const wild = fc.anything({ withNullPrototype: true });
  fc.assert(
    fc.property(wild, wild, wild, (is, value, error) => {
      for (const said of [
        is,
        { is },
        { is: "outcome", value, error },
        { is: "sleep", ms: value },
      ]) {
        const text = JSON.stringify(said, (_key, item) =>
          typeof item === "bigint" ? String(item) : (item as unknown),
        );
        const parsed = parseSaid(String(text));
        if (parsed?.is === "sleep") expect(parsed.ms).toBeWithin(0, 1e15 + 1);
        if (parsed?.is !== "outcome" || parsed.value === null) continue;
        expect(typeof parsed.value.repr).toBe("string");
      }
    }),
  );
  for (const text of ["", "null", "[]", "1", '{"is": "reply"}', '{"is": "sleep", "ms": -1}']) {
    expect(parseSaid(text)).toBeNull();
  }
});

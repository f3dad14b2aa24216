import { expect, test } from "bun:test";
import fc from "fast-check";
import { templateMatcher } from "./uri-template.ts";

test.each([
  ["test://template/{id}/data", "test://template/7/data", true],
  ["test://template/{id}/data", "test://template/7/8/data", false],
  ["test://template/{id}/data", "test://template//data", false],
  ["file:///{+path}", "file:///a/b/c.md", true],
  ["file:///{path}", "file:///a/b/c.md", false],
  ["db://t{/table,row}", "db://t/users/7", true],
  ["log://all{?from,to}", "log://all", true],
  ["log://all{?from,to}", "log://all?from=1&to=2", true],
  ["log://all{?from,to}", "log://allother", false],
  ["a.b://x", "aXb://x", false],
  ["plain://text", "plain://text", true],
])("%s has %s: %p", (template, uri, has) => {
  expect(templateMatcher(template)(uri)).toBe(has);
});

test("a template with a value filled in has the address that comes of it", () => {
  const literal = fc.stringMatching(/^[a-z/]{0,8}$/);
  const value = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(literal, value), { maxLength: 6 }), (parts) => {
      const template = `x://${parts.map(([before], index) => `${before}{v${index}}`).join("")}`;
      const uri = `x://${parts.map(([before, filled]) => before + filled).join("")}`;
      expect(templateMatcher(template)(uri)).toBe(true);
    }),
  );
});

test("no template takes long: all ways of matching are followed at once", () => {
  const template = `x://${"{+a}".repeat(100)}y`;
  // A matcher that goes back and tries again would not end within a lifetime.
  expect(templateMatcher(template)(`x://${"a".repeat(1_900)}`)).toBe(false);
  expect(templateMatcher(`x://${"{a}".repeat(500)}`)("x://a")).toBe(false);
});

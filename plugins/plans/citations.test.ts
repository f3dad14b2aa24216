import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonValue } from "../../kernel/json.ts";

let house: House;
beforeAll(async () => {
  const claims = toolServer("claims", {
    make: { run: ({ claims: made }) => ({ claims: made ?? [] }) },
  });
  house = await openHouse({ servers: [claims] });
  mkdirSync(join(house.dir, "notes"), { recursive: true });
  writeFileSync(join(house.dir, "notes/a.md"), "# One\r\n\n- [ ] Write minutes\n");
});
afterAll(() => house[Symbol.asyncDispose]());

const cite = (claims: JsonValue) =>
  house.run({
    steps: [
      call("read", "files__files_read", { path: "notes/a.md" }),
      call("claims", "claims__make", { claims }),
    ],
    cite: { of: "$claims.claims", in: "read" },
    answer: "so it is",
  });

describe("a citation", () => {
  test("of recorded bytes is proof, and names the event that holds them", async () => {
    const report = await cite([
      { path: "notes/a.md", line: 3, text: "- [ ] Write minutes" },
      { path: "notes/a.md", line: 1, raw: "One" },
    ]);
    expect([report.outcome, report.checks]).toEqual(["done", 2]);
    const [citation] = report.citations;
    expect(citation).toMatchObject({ path: "notes/a.md", line: 3, text: "- [ ] Write minutes" });
    const event = house.kernel.ledger.get(String(citation!["event"]))!;
    expect(event.type).toBe("tool.finished");
    expect(JSON.stringify(event.data)).toContain("Write minutes");
  });

  const broken: readonly [name: string, claim: JsonValue][] = [
    ["of words that are not in that line", { path: "notes/a.md", line: 1, text: "Two" }],
    ["of another line", { path: "notes/a.md", line: 2, text: "One" }],
    ["of a file that was not read", { path: "notes/b.md", line: 1, text: "One" }],
    ["of no words at all", { path: "notes/a.md", line: 3, text: "" }],
    ["of white space", { path: "notes/a.md", line: 3, text: " " }],
    ["without a line", { path: "notes/a.md", text: "One" }],
    ["that is no object", "notes/a.md:1"],
  ];
  for (const [name, claim] of broken) {
    test(`${name} ends the run incomplete`, async () => {
      const report = await cite([{ path: "notes/a.md", line: 1, text: "One" }, claim]);
      expect(report.outcome).toBe("incomplete");
      expect(report.reason).toEndWith("is not in what was read");
      expect(report.citations).toHaveLength(1);
    });
  }

  test("is wanted where the plan says so: none at all is no proof", async () => {
    const report = await cite([]);
    expect([report.outcome, report.checks]).toEqual(["incomplete", 0]);
  });
});

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { crossEraLeg, serverLeg, tasksLeg, throughHubLeg } from "./conformance/legs.ts";

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-conformance-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the official suite finds nothing wrong with the front and one server, in either revision", async () => {
  expect(await serverLeg(folder)).toEqual({ passed: 67, total: 67 });
}, 120_000);

test("nor with three servers as one", async () => {
  expect(await throughHubLeg(folder)).toEqual({ passed: 67, total: 67 });
}, 120_000);

test("a stateless client and a server of the era with sessions understand each other, but for a key that the server cannot choose", async () => {
  const { passed, total } = await crossEraLeg(folder);
  expect(total).toBe(37);
  expect(passed).toBeGreaterThanOrEqual(36);
}, 120_000);

test("every scenario of the tasks extension that the suite can judge passes", async () => {
  expect(await tasksLeg(folder)).toEqual({ passed: 9, total: 9 });
}, 120_000);

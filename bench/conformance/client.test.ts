import { expect, test } from "bun:test";

import { clientConformance } from "./client-suite.ts";

test("the hub as a client passes all that the official suite requires of one", async () => {
  const all = (total: number) => ({ passed: total, total, failed: [] });
  expect(await clientConformance()).toEqual({ legacy: all(18), modern: all(32) });
}, 300_000);

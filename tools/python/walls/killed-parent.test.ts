import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Orders } from "./testing/captive.ts";
import { type Field, gone, isRunning, makeField } from "./testing/field.ts";

let field: Field;
beforeAll(async () => {
  field = await makeField();
});
afterAll(() => field.close());

describe.skipIf(process.platform !== "linux")("a parent that is killed", () => {
  test("takes a captive in an endless loop with it", async () => {
    const { pid, kill } = await field.parentOf({ walls: "required", then: "spin" }, "up");
    await kill();
    await gone(pid);
  }, 60_000);

  test("would leave it behind without the walls", async () => {
    const { pid, kill } = await field.parentOf({ walls: "none", then: "spin" }, "up");
    await kill();
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    await gone(pid);
  }, 60_000);

  test("is noticed also when it was killed before the walls stood", async () => {
    const orders: Orders = { walls: "required", then: "spin", waitFor: "orphaned" };
    const { pid, kill } = await field.parentOf(orders, "waiting");
    await kill();
    await gone(pid);
  }, 60_000);

  test("and also when only its end of the pipe tells", async () => {
    const orders: Orders = { walls: "required", then: "spin", waitFor: "end of input" };
    const { said, code } = await field.captive(orders);
    expect(said).toEqual(["waiting"]);
    expect(code).toBe(0);
  }, 60_000);
});

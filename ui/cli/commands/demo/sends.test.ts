import { expect, test } from "bun:test";

import type { JsonObject } from "../../../../kernel/json.ts";
import { sendsIn } from "./sends.ts";

const event = (id: string, type: string, data: JsonObject) => ({
  cursor: 1,
  event: { id, type, data },
});
const begun = (id: string, step: string, mail: string, purpose = "step") =>
  event(id, "tool.intended", { step, purpose, tool: "outbox_send", args: { id: mail } });
const ended = (call: string, ok = true) => event(`e-${call}`, "tool.finished", { call, ok });

test("mails are counted by their steps, however often they were begun, and are answered by an ok", () => {
  const { total, begun: sends } = sendsIn([
    event("p", "plan.patched", { step: "texts", total: 7 }),
    event("q", "plan.patched", { step: "send", total: 3 }),
    begun("a", "send.0", "014"),
    begun("c", "send.2", "016"),
    begun("b", "send.1", "015"),
    begun("x", "send.1", "015", "probe"),
    ended("a"),
    ended("c", false),
    begun("d", "send.2", "016"),
    event("f", "tool.intended", { step: "find", purpose: "step", tool: "outbox_find", args: {} }),
    ended("f"),
  ]);
  expect(total).toBe(3);
  expect(sends).toEqual([
    { step: "send.0", mail: "014", number: 1, isAnswered: true },
    { step: "send.1", mail: "015", number: 2, isAnswered: false },
    { step: "send.2", mail: "016", number: 3, isAnswered: false },
  ]);
});

test("of a run that has begun none there is none", () => {
  expect(sendsIn([event("s", "run.started", {})])).toEqual({ total: 0, begun: [] });
});

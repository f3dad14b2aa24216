import { expect, test } from "bun:test";

import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import { settledEffects } from "./settled.ts";

const part = (id: string, type: string, data: JsonObject) => ({
  kind: "event",
  event: { id, type, data },
});
const intended = (id: string, matches: JsonObject) =>
  part(id, "tool.intended", {
    step: "send.1",
    purpose: "step",
    effect: "probe",
    expect: [{ matches }],
  });
const settled = (call: string, verdict: string, ground: string) =>
  part(`s-${call}`, "tool.settled", { call, step: "send.1", verdict, ground, by: "kernel" });

function linesOf(parts: readonly JsonValue[]): readonly string[] {
  const effects = settledEffects();
  for (const one of parts) effects.see(one);
  return effects.take();
}

test("an effect that had happened is told in the words of what was expected of it", () => {
  const words = { title: "015", description: "found in the outbox, not sent again" };
  expect(linesOf([intended("a", words), settled("a", "happened", "the file is there")])).toEqual([
    "  015: found in the outbox, not sent again",
  ]);
});

test("without such words it is told by its step and its ground", () => {
  const lines = linesOf([
    intended("a", { type: "object" }),
    settled("a", "happened", "the file is there"),
    settled("b", "repeat", "the file is not there"),
    settled("c", "fail", "a person said so"),
  ]);
  expect(lines).toEqual([
    "  send.1: the file is there; not done again",
    "  send.1: the file is not there; done now",
    "  send.1: a person said so",
  ]);
});

test("lines are given once, and other parts make none", () => {
  const effects = settledEffects();
  effects.see({ kind: "progress", steps: [] });
  effects.see(part("f", "tool.finished", { call: "a", ok: true }));
  expect(effects.take()).toEqual([]);
  effects.see(settled("a", "fail", "text\u001b[2J of\na tool"));
  expect(effects.take()).toEqual(["  send.1: text␛[2J of a tool"]);
  expect(effects.take()).toEqual([]);
});

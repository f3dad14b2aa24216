import { expect, test } from "bun:test";

import { renderDecision, type ShownDecision } from "./decision.ts";

const decision: ShownDecision = {
  n: 4,
  kind: "plan",
  choice: "the skill rename",
  rationale: 'its trigger "rename {a} to {b}" takes the whole goal',
  alternatives: [
    { choice: "the skill move", reason: "no trigger of it takes the whole goal", score: 1.18 },
    { choice: "give up", reason: "the model chose another line", score: null },
  ],
  confidence: null,
  grounds: [
    { n: 3, type: "goal.set", what: "Rename a to b", source: null },
    { n: 2, type: "fact.learned", what: "a = 1", source: { trust: "tool" } },
    { n: null, type: null, what: "it is not here", source: null },
  ],
  change: { n: 5, type: "plan.accepted" },
  previous: "a".repeat(64),
  next: "b".repeat(64),
};

test("a decision is a line for each part: choice, reason, other ways, grounds, states", () => {
  expect(renderDecision(decision)).toEqual([
    "chose   the skill rename  (plan, event 4)",
    'because its trigger "rename {a} to {b}" takes the whole goal',
    "not     the skill move [1.18]: no trigger of it takes the whole goal",
    "not     give up: the model chose another line",
    "sure    not stated",
    "on      3  goal.set  Rename a to b",
    "on      2  fact.learned  a = 1 (tool)",
    "on      ?  an event  it is not here",
    "state   aaaaaaaaaaaa → bbbbbbbbbbbb  by plan.accepted 5",
  ]);
});

test("a confidence that was stated is shown, and words of others cannot move the cursor", () => {
  const lines = renderDecision({ ...decision, confidence: 0.625, rationale: "\u001b[2Jdone\n\nx" });
  expect(lines[1]).toBe("because ␛[2Jdone x");
  expect(lines).toContain("sure    63 %");
});

import { expect, test } from "bun:test";

import type { JsonObject } from "../../../kernel/json.ts";
import { askText, plain } from "./approval-text.ts";
import { canAsk, questionFor } from "./ask-person.ts";
import type { Ask, Report } from "./report.ts";

const report = { goal: "pay", dir: "/w", label: "k3p9", run: "k3p9aaaaaa" } as Report;

function ask(over: Partial<Ask>): Ask {
  const base = { run: "k3p9aaaaaa", ask: "a1", kind: "question", question: "Which?" } as const;
  return { ...base, schema: { type: "string" }, step: "s", detail: {}, expires: null, ...over };
}

test("no text of a plan can look like a line of ours, or hide what it says", () => {
  expect(plain("a\nb\tc\u202Ed\u200B\u001b[2J")).toBe("a\\nb\\tc\\u{202e}d\\u{200b}\\u{1b}[2J");
  expect(plain("Grüße 🙂")).toBe("Grüße 🙂");
});

test("a person sees where a call goes, what with, where that comes from, and what is not to be trusted", () => {
  const call = {
    step: "send",
    intent: "Send it",
    each: "$bills.items",
    destinations: ["bob@example.org"],
    arguments: [
      { argument: "to", value: "bob@example.org", detail: "the goal, characters 4–9" },
      {
        argument: "body",
        value: "x".repeat(200),
        length: 5000,
        detail: "step read",
        outside: "the web",
      },
    ],
  };
  const effects = [
    { tool: "mail__send", effect: "once", undoable: false, reason: "it is new", calls: [call] },
  ];
  const text = askText(report, ask({ kind: "approval", detail: { effects: effects as never } }));
  expect(text.split("\n")).toEqual([
    "Run k3p9: pay",
    "in /w",
    "Which?",
    "mail__send (once, cannot be undone)",
    "  asks: it is new",
    "  Send it, for each of $bills.items",
    "    → bob@example.org",
    "    to: bob@example.org [the goal, characters 4–9]",
    `    body: ${"x".repeat(200)} … (5000 characters) [step read; not to be trusted: the web]`,
  ]);
});

test("a question becomes a form if a form can hold its answer, and is left to the terminal if not", () => {
  const doubt = questionFor(
    report,
    ask({ kind: "doubt", schema: { enum: ["happened", "repeat", "fail"] } }),
  );
  expect(doubt?.requestedSchema).toMatchObject({
    properties: { answer: { type: "string", enum: ["happened", "repeat", "fail"] } },
  });
  expect(doubt?.value({ answer: "repeat" })).toBe("repeat");
  const number = questionFor(
    report,
    ask({ schema: { type: "integer", minimum: 1, pattern: "x" } }),
  );
  expect(number?.requestedSchema["properties"]).toEqual({
    answer: { type: "integer", title: "Answer", minimum: 1 },
  });
  expect(questionFor(report, ask({ schema: { type: "object" } }))).toBeNull();
  expect(questionFor(report, ask({ schema: true }))).toBeNull();
  expect(questionFor(report, ask({ question: "long ".repeat(5000) }))).toBeNull();
});

test("only the words approve once approve", () => {
  const approval = questionFor(report, ask({ kind: "approval" }))!;
  expect(approval.value({ decision: "approve once" })).toBe(true);
  expect(approval.value({ decision: "deny" })).toBe(false);
  const others: JsonObject[] = [{}, { decision: true }, { decision: "yes" }, { approved: true }];
  for (const content of others) expect(approval.value(content)).toBeUndefined();
  expect(approval.declined).toBe(false);
});

test("a client can ask if it says that it shows forms", () => {
  expect(canAsk({ elicitation: {} })).toBe(true);
  expect(canAsk({ elicitation: { form: {} } })).toBe(true);
  expect(canAsk({ elicitation: { url: {} } })).toBe(false);
  expect(canAsk({})).toBe(false);
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { renderStatus } from "../commands/status.ts";
import type { Report } from "../report.ts";
import { renderAsk } from "./ask.ts";
import { renderReport } from "./report.ts";
import { table } from "./table.ts";
import { fit, harmless, paint, widthOf, wrap } from "./text.ts";
import { localTime } from "./time.ts";

describe("text of tools", () => {
  test("cannot move the cursor, colour, hide or reorder anything", () => {
    expect(harmless("a\u001b[2Jb\u0007\u009b31m\u202Ec\r\nd\te")).toBe("a␛[2Jb␇�31m�c\nd\te");
  });

  test("never holds a control character or one of our own marks, whatever it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(paint(harmless(text), true)).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
        );
      }),
    );
  });
});

test("nothing is wider than asked, and what was cut shows it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
      const line = harmless(text).replace(/\s/g, " ");
      const cut = fit(line, width);
      expect(widthOf(cut)).toBeLessThanOrEqual(width);
      if (cut !== line) expect(cut).toEndWith("…");
    }),
  );
});

test("lines are broken at blanks and keep their own indentation", () => {
  expect(wrap("  one two three", 9, "    ")).toBe("  one two\n    three");
  expect(wrap("unbreakable", 4)).toBe("unbreakable");
});

test("a table fits its width; its widest column gives way", () => {
  const text = table(
    [
      ["a", "x".repeat(200), "done"],
      ["bb", "short", ""],
    ],
    60,
    "nothing",
  );
  const [first, second] = text.split("\n");
  expect(widthOf(first!)).toBeLessThanOrEqual(60);
  expect(first).toEndWith("…  done");
  expect(second).toStartWith("bb  short");
  expect(table([], 60, "nothing")).toBe("nothing");
});

test("people get local time, without the day when it is today", () => {
  const now = new Date(2026, 10, 21, 12, 0, 0);
  expect(localTime(new Date(2026, 10, 21, 9, 5, 7).toISOString(), now)).toBe("09:05:07");
  expect(localTime(new Date(2026, 10, 20, 9, 5, 7).toISOString(), now)).toBe("2026-11-20 09:05:07");
});

const report: Report = {
  run: "r7k2aaaaaa",
  label: "r7k2",
  goal: "g",
  dir: "/d",
  outcome: "done",
  standing: "finished",
  reason: "",
  missing: [],
  answer: "Bluebird  projects/Bluebird.md:8",
  proof: "6 open tasks re-read, 3 overdue",
  citations: [
    { path: "projects/Bluebird.md", line: 8, text: "- [ ] a" },
    { path: "daily/x.md", line: 2, text: "- [ ] \u001b[1mb" },
  ],
  checks: 9,
  evidence: [],
  asks: [],
  diverged: [],
  budget: null,
  price: { tokens: 0, usd: 0, hosts: [], steps: 1, calls: 1, seconds: 1 },
};

test("a result ends with its proof and its price, and shows every citation once", () => {
  expect(paint(renderReport(report, 100), false)).toBe(
    [
      "Bluebird  projects/Bluebird.md:8",
      "  daily/x.md:2  - [ ] ␛[1mb",
      "✓ proved: 6 open tasks re-read, 3 overdue · 0 tokens · 0 hosts · r7k2",
    ].join("\n"),
  );
});

test("a result that is not done says what is missing", () => {
  const failed = {
    ...report,
    outcome: "incomplete",
    answer: "",
    citations: [],
    reason: "two things",
    missing: ["this", "that"],
  } as const;
  expect(paint(renderReport(failed, 100), false)).toBe(
    [
      "✗ incomplete: two things · 0 tokens · 0 hosts · r7k2",
      "  missing: this",
      "  missing: that",
    ].join("\n"),
  );
});

test("a run that waits shows what it may change, and the command", () => {
  const effects = [{ tool: "files__files_edit", effect: "probe", undoable: true }] as const;
  const ask = { ask: "a", kind: "approval", question: "May it?", schema: {} } as const;
  const asks = [{ ...ask, step: null, detail: { effects }, expires: null }];
  const waiting = {
    ...report,
    outcome: null,
    standing: "waiting",
    answer: "",
    citations: [],
    asks,
  } as const;
  expect(paint(renderReport(waiting, 100), false)).toBe(
    [
      "? waiting for you: May it?",
      "  files__files_edit  probe  can be undone",
      "  glassbox approve r7k2   or   glassbox deny r7k2",
    ].join("\n"),
  );
});

test("a status says of each doubt what will be done about it, and why a run diverged", () => {
  const since = new Date().toISOString();
  const status = {
    runs: [
      {
        label: "k3p9",
        goal: "Send the invoices",
        standing: "interrupted",
        steps: { done: 1, total: 3 },
        doubts: [
          {
            name: "015",
            tool: "outbox__outbox_send",
            effect: "probe",
            since,
            settles: "you are asked",
          },
        ],
        diverged: [{ n: 12, time: since, changes: ["the tool outbox__outbox_send"] }],
      },
    ],
    inbox: [],
  };
  expect(paint(renderStatus(status, 100), false)).toBe(
    [
      "k3p9  interrupted  1/3  1 in doubt  Send the invoices",
      `  k3p9 in doubt: 015 · outbox__outbox_send · probe · since ${localTime(since)} · you are asked`,
      "  k3p9 diverged at event 12: the tool outbox__outbox_send changed",
      "  glassbox resume k3p9",
    ].join("\n"),
  );
});

test("a call that asks shows its arguments, where they go, and what is not to be trusted", () => {
  const call = {
    step: "keep",
    intent: "Keep the page",
    each: null,
    destinations: ["page.md"],
    arguments: [
      {
        argument: "content",
        value: "Buy now. ".repeat(20),
        length: 5120,
        from: "results",
        detail: "step page",
        outside: "step page of web__web_fetch",
      },
    ],
  } as const;
  const effects = [
    { tool: "files__files_write", effect: "probe", undoable: true, reason: "why", calls: [call] },
  ] as const;
  const ask = { ask: "a", kind: "approval", question: "May it?", schema: {} } as const;
  const shown = renderAsk(
    { ...ask, step: "keep", detail: { effects }, expires: null },
    "k3p9",
    100,
  );
  expect(paint(shown, false)).toBe(
    [
      "? waiting for you: May it?",
      "  files__files_write  probe  can be undone",
      "    asks: why",
      "    Keep the page  keep",
      "      → page.md",
      '      content = "Buy no… (5120 characters)  from step page, not trusted: step page of web__web_fetch',
      "  glassbox approve k3p9   or   glassbox deny k3p9",
    ].join("\n"),
  );
});

import { expect, test } from "bun:test";
import fc from "fast-check";

import type { Argument } from "../../../plugins/contracts/approvals.ts";
import { renderArgument } from "./arguments.ts";
import { renderEffect } from "./ask.ts";
import { type Preview, renderPreview } from "./plan.ts";
import { paint, widthOf } from "./text.ts";

const row = (value: string): Argument => ({ argument: "path", value, from: "free", detail: value });

test("an argument is one line that fits, and a long value says how long it is", () => {
  const line = paint(
    renderArgument({ ...row("x".repeat(5000)), detail: "the plan" }, 100, "    "),
    false,
  );
  expect(widthOf(line)).toBeLessThanOrEqual(100);
  expect(line).toMatch(/^ {4}path = "x+… \(5000 characters\) {2}from the plan$/);
});

test("hostile arguments, intents and names fit and cannot move, colour or hide anything", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.integer({ min: 60, max: 100 }),
      (text, columns) => {
        const words = text.replace(/\S{30,}/g, (long) => long.slice(0, 30));
        const argument = { ...row(words), outside: words };
        const call = { step: "s", intent: words, each: null, destinations: [words] };
        const calls = [{ ...call, arguments: [argument] }];
        const kind = { tool: "files__files_move", effect: "probe", undoable: true } as const;
        const effect = { ...kind, reason: words, calls };
        const shown = paint(renderEffect(effect, columns), true);
        expect(shown.replace(/\u001b\[\d+m/g, "")).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
        );
        for (const line of shown.replace(/\u001b\[\d+m/g, "").split("\n"))
          expect(widthOf(line)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

const preview = (more: Partial<Preview> = {}): Preview => ({
  plan: {
    steps: [
      {
        id: "each",
        intent: "Read each",
        do: { tool: { server: "files", name: "files_read", args: { path: "$item" } } },
        after: [],
        each: "$list.paths",
        expect: [],
        learn: {},
      },
    ],
  },
  ground: { kind: "model", name: "scripted/large", slots: {} },
  effects: [
    {
      step: "each",
      tool: "files__files_read",
      effect: "read",
      undoable: false,
      destinations: [],
    },
  ],
  notes: ["look out"],
  ...more,
});

test("a preview says what planning has cost and what running will", () => {
  const cost = { calls: 2, inputTokens: 800, outputTokens: 76, usd: 0.0012, milliseconds: 3140 };
  expect(paint(renderPreview(preview({ cost }), "read them", 100), false)).toBe(
    `plan from model scripted/large
  Read each  each, for each of $list.paths
    files__files_read  read
      path = "$item"  from each element of step list
it changes nothing
cost: 2 model calls, 876 tokens (800 in, 76 out), $0.0012, 3.1 s to plan it; running it makes 1 tool
    call, 1 of them for each element of a list
note: look out`,
  );
  const free = renderPreview(preview(), "read them", 100);
  expect(free).toContain("cost: 0 tokens to plan it; running it makes 1 tool call");
});

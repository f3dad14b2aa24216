import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Report } from "../../bench/support/kernel.ts";
import {
  openPlanningHouse,
  type PlanningHouse,
  recordedCalls,
  type Size,
} from "../../bench/support/planning-house.ts";
import {
  json,
  NONSENSE,
  packs,
  RIGHT_PLAN,
  RIGHT_STEP,
  said,
  step,
  steps,
} from "../../bench/support/nonsense.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Answer, ScriptedCall } from "../model-scripted/index.ts";

// What a model says is never believed: each of these answers ends in a plan that the goal allows, or in a run that
// failed and says why; never in an exception, a call that nobody planned, or a model call that is not on record.

const READ = "Read notes/inbox.md";
const WRITE = "Write hello to out.md";

const LINE = "files_read(path: notes/inbox.md)";

let answers: (call: ScriptedCall) => Answer = () => "";
const houses = {} as Record<Size, PlanningHouse>;
beforeAll(async () => {
  for (const size of ["small", "large"] as const)
    houses[size] = await openPlanningHouse((call) => answers(call), size);
});
afterAll(async () => {
  for (const one of Object.values(houses)) await one[Symbol.asyncDispose]();
});

interface Ended {
  readonly report: Report;
  readonly purposes: readonly string[];
  readonly made: readonly JsonObject[];
  readonly files: readonly string[];
}

async function end(size: Size, goal: string, answer: typeof answers): Promise<Ended> {
  const { house } = houses[size];
  for (const name of readdirSync(house.dir)) rmSync(join(house.dir, name), { recursive: true });
  mkdirSync(join(house.dir, "notes"));
  writeFileSync(join(house.dir, "notes/inbox.md"), "milk\n");
  answers = answer;
  const report = await house.run(undefined, { goal, yes: true });
  const calls = recordedCalls(house, report.run);
  for (const { called, prompt, answered } of calls) {
    expect(prompt?.["model"]).toBe("scripted/any");
    expect(JSON.stringify(prompt?.["prompt"])).toContain(goal);
    expect(called["tokens"]).toBeGreaterThan(0);
    expect(answered?.["answer"]).toBeObject();
    expect(answered?.["inputTokens"]).toBeNumber();
    expect(answered?.["outputTokens"]).toBeNumber();
  }
  const events = house.events(report.run);
  const planned = events.flatMap(({ type, data }) =>
    type === "plan.accepted" ? ((data!["plan"] as JsonObject)["steps"] as JsonObject[]) : [],
  );
  const made = events.flatMap(({ type, data }) =>
    type === "tool.intended" && data!["step"] !== null ? [data!] : [],
  );
  const ids = new Set(planned.map(({ id }) => id));
  expect(made.filter((one) => !ids.has(one["step"]!))).toEqual([]);
  const purposes = calls.map(({ called }) => String(called["purpose"]));
  expect(purposes.filter((purpose) => purpose === "repair").length).toBeLessThanOrEqual(1);
  expect(["done", "incomplete", "failed"]).toContain(report.outcome!);
  expect(report.reason).not.toMatch(/the kernel failed|TypeError|is not a function|\[object/);
  return { report, purposes, made, files: readdirSync(house.dir).toSorted() };
}

for (const size of ["small", "large"] as const)
  describe(`a ${size} model that answers`, () => {
    for (const [name, answer] of NONSENSE)
      test(`${name}: the run fails and says so, and nothing was done`, async () => {
        const { report, made, files } = await end(size, READ, packs(answer));
        expect(report.outcome).toBe("incomplete");
        expect(report.reason).toMatch(/^no plan: .{20}|^the model scripted\/any did not answer: /);
        expect([made, files]).toEqual([[], ["notes"]]);
        expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
      });

    for (const [name, answer] of NONSENSE.filter(([, one]) => !(one instanceof Error)))
      test(`${name}, asked to write: nothing is written`, async () => {
        const { files } = await end(size, WRITE, packs(answer));
        expect(files).toEqual(["notes"]);
      });

    test("the same forever: it is asked a bounded number of times", async () => {
      const { purposes } = await end(size, READ, () => said("again"));
      expect(purposes.length).toBeLessThanOrEqual(size === "small" ? 2 : 3);
    });

    test("whatever comes to its mind, differently each time: it is asked a bounded number of times", async () => {
      let turn = 0;
      const { purposes, report } = await end(size, READ, () => said(`thought ${turn++}`));
      expect(purposes.length).toBeLessThanOrEqual(size === "small" ? 2 : 3);
      expect(report.outcome).toBe("incomplete");
    });
  });

describe("what a large model can be helped with", () => {
  const CALL = JSON.stringify(RIGHT_STEP);
  const PLAN: readonly (readonly [string, string])[] = [
    ["alone", RIGHT_PLAN],
    ["in a code fence", `\`\`\`json\n${RIGHT_PLAN}\n\`\`\``],
    ["in a sentence", `Sure! Here is the plan you asked for: ${RIGHT_PLAN} Let me know.`],
    ["after braces in a sentence", `I use {curly braces} for it: ${RIGHT_PLAN}`],
    ["over several lines", JSON.stringify(JSON.parse(RIGHT_PLAN), null, 4)],
    ["after thinking aloud", `<think>the path is in { the goal }</think>${RIGHT_PLAN}`],
    ["with the tool's bare name", RIGHT_PLAN.replace("files__files_read", "files_read")],
    [
      "with the words of function calling",
      RIGHT_PLAN.replace('"tool"', '"name"').replace('"args"', '"arguments"'),
    ],
  ];
  for (const [name, text] of PLAN)
    test(`its plan is read ${name}`, async () => {
      const { report, purposes, made } = await end("large", READ, packs(said(text)));
      expect([report.outcome, purposes]).toEqual(["done", ["plan", "pack"]]);
      expect(made).toMatchObject([{ tool: "files_read", args: { path: "notes/inbox.md" } }]);
    });

  test("a wrong step is asked for once more, with what was wrong", async () => {
    const wrong = json(steps(step("files__files_read", { path: "notes/outbox.md" })));
    const prompts: string[] = [];
    const { report, purposes } = await end("large", READ, (call) => {
      prompts.push(call.text);
      return packs(wrong, said(CALL))(call);
    });
    expect([report.outcome, purposes]).toEqual(["done", ["plan", "pack", "repair"]]);
    expect(prompts[2]).toContain('path: "notes/outbox.md" stands neither in the goal nor');
  });

  test("a second wrong step is not: the plan falls", async () => {
    const wrong = step("files__files_read", { path: "x.md" });
    const { report, purposes, made } = await end(
      "large",
      READ,
      packs(json(steps(wrong, wrong)), said(CALL)),
    );
    expect([report.outcome, purposes]).toEqual(["incomplete", ["plan", "pack", "repair"]]);
    expect([report.reason, made]).toEqual([
      'no plan: files__files_read: path: "x.md" stands neither in the goal nor in an earlier result',
      [],
    ]);
  });

  test("a free text that reads like a reference is a text, and is written as it stands", async () => {
    for (const text of ["$s9.path", "$goal.input", "${s1.path}", "$$x", "$"]) {
      const plan = steps(step("files__files_write", { path: "out.md", content: text }));
      const { report } = await end("large", WRITE, packs(json(plan)));
      expect(report.outcome).toBe("done");
      expect(readFileSync(join(houses.large.house.dir, "out.md"), "utf8")).toBe(text);
    }
  });
});

describe("what a small model can be helped with", () => {
  const CHOICE: readonly (readonly [string, string])[] = [
    ["as JSON", JSON.stringify(LINE)],
    ["without its quotes", LINE],
    ["with more lines behind it", `${LINE}\nGoal: Read another.md\nCall: x`],
    ["as an object", JSON.stringify(RIGHT_STEP)],
    ["in a code fence", `\`\`\`json\n${JSON.stringify(RIGHT_STEP)}\n\`\`\``],
    [
      "as a Hermes tool call",
      `<tool_call>\n${JSON.stringify({ name: "files_read", arguments: { path: "notes/inbox.md" } })}\n</tool_call>`,
    ],
    [
      "as a Llama tool call",
      JSON.stringify({ name: "files_read", parameters: { path: "notes/inbox.md" } }),
    ],
    [
      "as a Mistral tool call",
      `[TOOL_CALLS] [${JSON.stringify({ name: "files_read", arguments: { path: "notes/inbox.md" } })}]`,
    ],
    ["in a sentence", `I will call ${JSON.stringify(RIGHT_STEP)} now.`],
  ];
  for (const [name, text] of CHOICE)
    test(`its choice is read ${name}`, async () => {
      const { report, purposes, made } = await end("small", READ, packs(said(text)));
      expect([report.outcome, purposes]).toEqual(["done", ["pack"]]);
      expect(made).toMatchObject([{ tool: "files_read", args: { path: "notes/inbox.md" } }]);
    });

  test("nonsense is asked about once more, by number", async () => {
    const { report, purposes } = await end("small", READ, packs(said("hm"), json({ choice: 1 })));
    expect([report.outcome, purposes]).toEqual(["done", ["pack", "repair"]]);
  });

  for (const choice of [0, -1, 99, 1.5, "1", null, "__proto__", [1], { choice: 1 }, 1e99])
    test(`the number ${JSON.stringify(choice)} is no choice`, async () => {
      const { report, made } = await end("small", READ, packs(said("hm"), json({ choice })));
      expect([report.outcome, made]).toEqual(["incomplete", []]);
      expect(report.reason).toBe(`no plan: the model scripted/any chose no call for "${READ}"`);
    });

  test("a tool that the goal does not speak of is not among the choices, whatever it answers", async () => {
    const { report } = await end("small", READ, packs(said("files_delete(path: notes/inbox.md)")));
    expect(report.outcome).toBe("incomplete");
    expect(existsSync(join(houses.small.house.dir, "notes/inbox.md"))).toBe(true);
  });
});

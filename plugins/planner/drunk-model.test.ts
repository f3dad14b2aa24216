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
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { Answer, ScriptedCall } from "../model-scripted/index.ts";

// What a model says is never believed: each of these answers ends in a plan that the goal allows, or in a run that
// failed and says why; never in an exception, a call that nobody planned, or a model call that is not on record.

const READ = "Read notes/inbox.md";
const WRITE = "Write hello to out.md";

/** As a server does that constrains nothing. */
const said = (text: string): Answer => ({ text, ignoresSchema: true });
const json = (value: JsonValue): Answer => said(JSON.stringify(value));
const step = (tool: string, args: JsonValue): JsonObject => ({ tool, args });
const steps = (...all: JsonObject[]): JsonObject => ({ steps: all });
const rightStep = step("files__files_read", { path: "notes/inbox.md" });
const rightPlan = JSON.stringify(steps(rightStep));
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

/** The free plan is chatter; what counts is what is packed. Asked again for one step, it says the same of that step. */
const packs = (pack: Answer, repair: Answer = firstStepOf(pack)) => {
  return ({ schema, text }: ScriptedCall): Answer => {
    if (schema === null) return "1. files_read";
    return /This step is wrong|Answer with its number/.test(text) ? repair : pack;
  };
};

function firstStepOf(pack: Answer): Answer {
  if (typeof pack === "string" || pack instanceof Error) return pack;
  const { text, isCutOff = false } = pack;
  if (isCutOff || !text.startsWith('{"steps":[')) return pack;
  return said(text.slice('{"steps":['.length).replace(/\]\}$/, ""));
}

const NONSENSE: readonly (readonly [string, Answer])[] = [
  ["nonsense", said("colourless green ideas sleep furiously")],
  ["nothing", said("")],
  ["blanks", said(" \n\n\t ")],
  ["half a JSON text", said('{"steps": [{"tool": "files__files_read", "args": {"pa')],
  ["an answer in another language", said("Ich würde zuerst die Datei öffnen. 然后读取它。")],
  ["JSON of the wrong shape: a list", json([1, 2, 3])],
  ["JSON of the wrong shape: a number", json(7)],
  ["JSON of the wrong shape: null", json(null)],
  ["JSON of the wrong shape: steps that are none", json({ steps: "all of them" })],
  ["JSON of the wrong shape: no steps", json({ steps: [] })],
  ["JSON of the wrong shape: steps of nothing", json({ steps: [null, 3, []] })],
  ["JSON of the wrong shape: arguments as a list", json(steps(step("files__files_read", ["a"])))],
  ["JSON of the wrong shape: arguments as a text", json(steps(step("files__files_read", "a.md")))],
  ["an unknown tool", json(steps(step("files__files_shred", { path: "notes/inbox.md" })))],
  ["a tool called __proto__", json(steps(step("__proto__", { path: "notes/inbox.md" })))],
  ["a tool that is an object", json(steps({ tool: { name: "files_read" }, args: {} }))],
  ["a path that is a number", json(steps(step("files__files_read", { path: 7 })))],
  ["a path that is an object", json(steps(step("files__files_read", { path: { of: "a" } })))],
  ["a path that is null", json(steps(step("files__files_read", { path: null })))],
  ["no path", json(steps(step("files__files_read", {})))],
  [
    "an argument that nobody takes",
    json(steps(step("files__files_read", { path: "notes/inbox.md", shout: true }))),
  ],
  ["a path of its own", json(steps(step("files__files_read", { path: "/etc/passwd" })))],
  ["a step that is not there", json(steps(step("files__files_read", { path: "$9" })))],
  ["itself as an earlier step", json(steps(step("files__files_read", { path: "$1" })))],
  ["a reference of its own", json(steps(step("files__files_read", { path: "$s9.path" })))],
  [
    "the input where there is none",
    json(steps(step("files__files_read", { path: "$goal.input" }))),
  ],
  [
    "__proto__ among the arguments",
    said(
      '{"steps":[{"tool":"files__files_read","args":{"path":"notes/inbox.md","__proto__":{"polluted":"yes"}}}]}',
    ),
  ],
  [
    "constructor among the arguments",
    json(
      steps(
        step("files__files_read", {
          path: "notes/inbox.md",
          constructor: { prototype: { polluted: "yes" } },
        }),
      ),
    ),
  ],
  [
    "a path as a key",
    json(
      steps(
        step("files__files_edit", {
          path: "notes/inbox.md",
          "edits[9].oldText": "milk",
          "edits[9].newText": "beer",
        }),
      ),
    ),
  ],
  [
    "a far place in a list as a key",
    json(
      steps(
        step("files__files_edit", {
          path: "notes/inbox.md",
          edits: [{ oldText: "milk", newText: "beer" }],
          "edits[99999999].oldText": "milk",
        }),
      ),
    ),
  ],
  ["100 kB", said("all work and no play ".repeat(5000))],
  ["100 kB of braces", said("{".repeat(100_000))],
  ["more steps than a goal has", json({ steps: Array.from({ length: 40 }, () => rightStep) })],
  ["an answer that is cut off", { text: rightPlan, isCutOff: true }],
  ["an error", new Error("socket hang up")],
];

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
  const CALL = JSON.stringify(rightStep);
  const PLAN: readonly (readonly [string, string])[] = [
    ["alone", rightPlan],
    ["in a code fence", `\`\`\`json\n${rightPlan}\n\`\`\``],
    ["in a sentence", `Sure! Here is the plan you asked for: ${rightPlan} Let me know.`],
    ["after braces in a sentence", `I use {curly braces} for it: ${rightPlan}`],
    ["over several lines", JSON.stringify(JSON.parse(rightPlan), null, 4)],
    ["after thinking aloud", `<think>the path is in { the goal }</think>${rightPlan}`],
    ["with the tool's bare name", rightPlan.replace("files__files_read", "files_read")],
    [
      "with the words of function calling",
      rightPlan.replace('"tool"', '"name"').replace('"args"', '"arguments"'),
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
    ["as an object", JSON.stringify(rightStep)],
    ["in a code fence", `\`\`\`json\n${JSON.stringify(rightStep)}\n\`\`\``],
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
    ["in a sentence", `I will call ${JSON.stringify(rightStep)} now.`],
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

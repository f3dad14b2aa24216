import { describe, expect, test } from "bun:test";
import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { answering, openAskingHouse } from "../../../bench/support/asking-house.ts";
import { unavailable } from "../../../kernel/error.ts";
import type { Answer, Script } from "../../model-scripted/index.ts";

const FILES = {
  "projects/Bluebird.md":
    "# Bluebird\n\nOak floor, lime plaster, no ceiling lamps.\nHandover in March.\n",
  "people/Ines.md": "# Ines Moreau\n\nClient of Bluebird. Two cats, Basil and Tansy.\n",
  "daily/2026-11-17.md": "Met Ines about the Bluebird floor.\n",
};
const QUESTION = "Which floor does Bluebird have, and which cats has Ines?";
const FLOOR = ["Bluebird has an oak floor and lime plaster.", "Oak floor"] as const;
const CATS = ["Ines has two cats, Basil and Tansy.", "Two cats"] as const;

const saying =
  (...sentences: readonly (readonly [string, string])[]): Script =>
  ({ text }) =>
    answering(text, ...sentences);

async function withoutModel(question = QUESTION) {
  await using asking = await openAskingHouse(FILES, null);
  const { outcome, answer, proof, citations } = (await asking.ask(question)).report;
  return {
    outcome,
    answer,
    proof,
    citations: citations.map(({ path, line }) => `${path}:${line}`),
  };
}

async function withModel(script: Script, more = {}) {
  await using asking = await openAskingHouse(FILES, script);
  const { report, events } = await asking.ask(QUESTION, more);
  const { outcome, answer, proof } = report;
  const citations = report.citations.map(({ path, line }) => `${path}:${line}`);
  return { said: { outcome, answer, proof, citations }, events, calls: asking.calls };
}

describe("a question with a model", () => {
  test("is answered in sentences, each with the line it is from, read again", async () => {
    const { said, events, calls } = await withModel(saying(FLOOR, CATS));
    expect(said).toEqual({
      outcome: "done",
      answer: `${FLOOR[0]}  projects/Bluebird.md:3\n${CATS[0]}  people/Ines.md:3`,
      proof: "2 citations re-read",
      citations: ["projects/Bluebird.md:3", "people/Ines.md:3"],
    });
    expect(calls).toHaveLength(1);
    const accepted = events.filter(({ type }) => type === "plan.accepted");
    expect(accepted.map(({ data }) => data?.["ground"])).toMatchObject([
      { kind: "passages" },
      { kind: "model", name: "scripted/any" },
    ]);
    const called = events.findIndex(({ type }) => type === "model.called");
    const reread = events.slice(called).filter(({ type }) => type === "tool.intended");
    expect(reread.map(({ data }) => data?.["tool"])).toEqual([
      "data_filter",
      "files_read",
      "files_read",
    ]);
  });

  test("loses what no passage says, and the proof counts it", async () => {
    const { said } = await withModel(
      saying(FLOOR, ["Ines has three cats, Basil, Tansy and Felix.", "Two cats"]),
    );
    expect(said).toMatchObject({
      outcome: "done",
      answer: `${FLOOR[0]}  projects/Bluebird.md:3`,
      proof: "1 citation re-read, 1 sentence without support dropped",
      citations: ["projects/Bluebird.md:3"],
    });
  });

  test("may be answered in plain words with marks", async () => {
    const { said, calls } = await withModel(({ schema, text }) => {
      if (schema) return { text: "I think so!", ignoresSchema: true };
      const number = /\[(\d)\] projects\/Bluebird.md: Oak/.exec(text)![1];
      return `${FLOOR[0]} [${number}]`;
    });
    expect(said.answer).toBe(`${FLOOR[0]}  projects/Bluebird.md:3`);
    expect(calls).toHaveLength(2);
  });

  test("is answered in one call, which is on record with its purpose", async () => {
    const { events } = await withModel(saying(FLOOR));
    const of = (type: string) => events.filter((one) => one.type === type);
    expect([of("model.called").length, of("model.answered").length]).toEqual([1, 1]);
    expect(of("model.called")[0]?.data).toMatchObject({ purpose: "answer", model: "scripted/any" });
  });

  test("sends the passages and the question, in at most 150 tokens of instructions", async () => {
    const { calls } = await withModel(saying(FLOOR));
    const [system, user] = calls[0]!.options.prompt;
    expect(String(system!.content).length / 4).toBeLessThan(150);
    const sent = JSON.stringify(user);
    expect(sent).toContain("] projects/Bluebird.md: Oak floor, lime plaster");
    expect(sent).toContain(`Question: ${QUESTION}`);
  });
});

describe("the passages stay the answer, as without a model,", () => {
  const cut: Answer = { text: '{"sentences": [{"text": "Bluebird has an oa', isCutOff: true };
  test.each<[string, Script]>([
    ["when it does not answer", [unavailable("the server has gone", "start it")]],
    ["when it is cut off, twice", [cut, { text: "Blue", isCutOff: true }]],
    ["when it talks nonsense, twice", [{ text: "]]}{{", ignoresSchema: true }, "blah blah"]],
    [
      "when it calls a tool instead",
      [
        { text: '{"name": "files_delete", "arguments": {}}', ignoresSchema: true },
        { text: "", toolCalls: [{ name: "files_delete", args: { path: "people/Ines.md" } }] },
      ],
    ],
    [
      "when it answers in another language, twice",
      [
        '{"sentences": [{"text": "Der Boden ist aus Eichenholz.", "cite": [1]}]}',
        "Der Boden ist aus Eichenholz [1].",
      ],
    ],
    [
      "when it makes everything up, twice",
      [
        '{"sentences": [{"text": "Bluebird was sold to Mr Peters for 3 million.", "cite": [1]}]}',
        "The floor of Bluebird is 40 m² of marble from Carrara [1].",
      ],
    ],
    ["when it says that they do not answer", ['{"sentences": []}']],
  ])("%s", async (_, script) => {
    const { said, calls } = await withModel(script);
    expect(said).toEqual(await withoutModel());
    expect(calls.length).toBe((script as readonly Answer[]).length);
  });

  test("when the budget does not allow the call", async () => {
    const { said, calls } = await withModel(saying(FLOOR), { budget: { tokens: 50 } });
    expect(said).toEqual(await withoutModel());
    expect(calls).toHaveLength(0);
  });

  test("when the budget does not allow to read the citations again", async () => {
    const { events } = await withModel(["x", "y"]);
    const steps = events.filter(({ type }) => type === "tool.intended").length;
    const { said } = await withModel(saying(FLOOR, CATS), { budget: { steps: steps + 2 } });
    expect(said).toEqual(await withoutModel());
  });

  test("when the window holds no passage", async () => {
    await using asking = await openAskingHouse(FILES, saying(FLOOR), { window: 256 });
    expect((await asking.ask(QUESTION)).report.answer).toBe((await withoutModel()).answer);
    expect(asking.calls).toHaveLength(0);
  });

  test("when a home has no model at all, without a word of one", async () => {
    await using asking = await openAskingHouse(FILES, null);
    const { report, events } = await asking.ask(QUESTION);
    expect(report).toMatchObject({
      outcome: "done",
      proof: expect.stringContaining("passages re-read"),
    });
    expect(events.filter(({ type }) => type.startsWith("model."))).toEqual([]);
  });
});

test("a file that changes before its citation is read again: the run says so and is not done", async () => {
  await using asking = await openAskingHouse(FILES, ({ text }) => {
    writeFileSync(join(asking.house.dir, "projects/Bluebird.md"), "# Bluebird\n\nMarble.\n");
    return answering(text, [...FLOOR]);
  });
  const { report } = await asking.ask(QUESTION);
  expect(report).toMatchObject({
    outcome: "incomplete",
    missing: ["the citation projects/Bluebird.md:3 is not in what was read"],
  });
});

test("a file that is gone by then: the run is not done", async () => {
  await using asking = await openAskingHouse(FILES, ({ text }) => {
    unlinkSync(join(asking.house.dir, "projects/Bluebird.md"));
    return answering(text, [...FLOOR]);
  });
  expect((await asking.ask(QUESTION)).report.outcome).not.toBe("done");
});

test("what looks like a reference means itself, in a sentence and in a line", async () => {
  const files = { "$prices.md": "$cited.items is the tag of the ${cited.count} plum lamps\n" };
  const sentence = "The tag of the ${cited.count} plum lamps is $cited.items here.";
  await using asking = await openAskingHouse(files, ({ text }) =>
    answering(text, [sentence, "plum"]),
  );
  const { report } = await asking.ask("What is the tag of the plum lamps?");
  expect(report.answer.replaceAll("\u2060", "")).toBe(`${sentence}  $prices.md:1`);
  expect(report).toMatchObject({ outcome: "done", citations: [{ path: "$prices.md", line: 1 }] });
});

test("a small window is filled with the best passages, and the prompt fits it", async () => {
  const lines = Array.from({ length: 40 }, (_, at) => `lamp ${at} ${"of plum wood ".repeat(30)}`);
  const files = { "lamps.md": `${lines.join("\n")}\nplum lamp oak: the best line of all\n` };
  await using asking = await openAskingHouse(files, ['{"sentences": []}'], { window: 1500 });
  await asking.ask("Where is the plum oak lamp?");
  const { text, options } = asking.calls[0]!;
  expect(text).toContain("[1] lamps.md: plum lamp oak");
  expect(text.match(/^\[\d+\]/gm)!.length).toBeGreaterThan(1);
  expect(text.length / 3.2 + options.maxOutputTokens!).toBeLessThan(1500);
});

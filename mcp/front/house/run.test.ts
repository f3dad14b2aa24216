import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type FrontHouse, openFront, textIn } from "../../../bench/support/front-house.ts";
import { call, has } from "../../../bench/support/plan.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { PLAN_EXAMPLE } from "./plan-form.ts";

const say = toolServer("say", {
  echo: { description: "Says it again", run: (args) => args },
  shout: { effect: "once", run: (args) => args },
});

const GOAL = "Frobnicate the draft";
const yes = () => ({ action: "accept", content: { decision: "approve once" } });

let house: FrontHouse;
beforeAll(async () => {
  house = await openFront({ servers: [say] });
});
afterAll(() => house[Symbol.asyncDispose]());

describe("a goal that nothing here can plan", () => {
  for (const era of ["modern", "legacy"] as const)
    test(`is planned by the caller, and proved like any other (${era})`, async () => {
      await Bun.write(`${house.dir}/draft.md`, `a draft of ${era}\n`);
      const asked: string[] = [];
      await using client = await house.connect({
        era,
        person: ({ message }) => {
          asked.push(String(message));
          return yes();
        },
      });
      const wanted = await client.call("run", { goal: GOAL });
      expect(wanted.isError).toBeFalsy();
      const data = wanted.structuredContent as {
        status: string;
        tools: JsonObject[];
        example: JsonObject;
      };
      expect(data).toMatchObject({ status: "plan_wanted", goal: GOAL, dir: house.dir });
      expect(data.tools.length).toBeGreaterThan(3);
      for (const tool of data.tools)
        expect(Object.keys(tool)).toEqual(
          expect.arrayContaining(["server", "name", "effect", "inputSchema"]),
        );
      expect(textIn(wanted)).toContain("planSchema" in data ? "Schema of a plan" : "");
      const done = await client.call("run", { goal: GOAL, plan: data.example, wait: 60 });
      expect(done.isError).toBeFalsy();
      expect(textIn(done)).toMatch(
        /^copied to copy\.md\n✓ proved: the copy reads like the draft · 0 tokens · 0 hosts · \w+$/,
      );
      expect(await Bun.file(`${house.dir}/copy.md`).text()).toBe(`a draft of ${era}\n`);
      expect(asked).toHaveLength(1);
      expect(asked[0]).toContain(`Run ${String(done.structuredContent!["label"])}: ${GOAL}`);
      expect(asked[0]).toContain("→ copy.md");
    });

  const wrong: readonly [string, JsonObject, string][] = [
    ["a tool that is not there", { steps: [call("a", "say__ecko")] }, 'did you mean "say__echo"?'],
    ["no steps", { steps: [] }, "must have at least one step"],
    ["a misspelt field", { steps: [call("a", "say__echo")], expects: [] }, "expects"],
    ["a reference to nothing", { steps: [call("a", "say__echo", { n: "$b.n" })] }, "b"],
  ];
  for (const [name, plan, reason] of wrong)
    test(`is not begun with a plan that has ${name}; the caller is told which and where`, async () => {
      await using client = await house.connect();
      const before = await house.call<{ runs: unknown[] }>("runs.list", {});
      const refused = await client.call("run", { goal: GOAL, plan });
      expect(refused.isError).toBe(true);
      expect(textIn(refused)).toContain(reason);
      expect(textIn(refused)).toContain("run without a plan shows the form");
      const after = await house.call<{ runs: unknown[] }>("runs.list", {});
      expect(after.runs.length).toBe(before.runs.length);
    });

  test("may only read when the caller says so", async () => {
    await using client = await house.connect({ person: yes });
    const refused = await client.call("run", { goal: GOAL, plan: PLAN_EXAMPLE, access: "read" });
    expect(refused.isError).toBe(true);
    expect(textIn(refused)).toContain("may change something, and this run may only read");
  });

  test("keeps to the budget that the caller sets", async () => {
    await using client = await house.connect();
    const steps = [call("a", "say__echo", { n: 1 }), call("b", "say__echo", { n: "$a.n" })];
    const spent = await client.call("run", { goal: GOAL, plan: { steps }, budget: { steps: 1 } });
    expect(spent.isError).toBe(true);
    expect(spent.structuredContent).toMatchObject({ outcome: "budget" });
  });
});

test("a goal that a skill covers is run by it, without a plan from anybody", async () => {
  await Bun.write(
    `${house.dir}/tasks.md`,
    "- [ ] Call Ines 📅 2026-11-18\n- [x] Done 📅 2026-11-01\n",
  );
  await using client = await house.connect();
  const goal = "Which tasks were overdue on 2026-11-20?";
  const answered = await client.call("run", { goal, access: "read", wait: 60 });
  expect(answered.isError).toBeFalsy();
  expect(textIn(answered)).toContain("Call Ines");
  expect(textIn(answered)).toContain("✓ proved:");
});

describe("a run that takes longer than its caller waits", () => {
  const slow = {
    steps: [
      call("first", "say__echo", { n: 1 }, { intent: "Say it", expect: has("n", 1) }),
      { id: "rest", after: ["first"], do: { wait: { for: "1h" } } },
    ],
  };

  test("goes on, and says how to come back to it; it can be stopped", async () => {
    await using client = await house.connect();
    const running = await client.call("run", { goal: GOAL, plan: slow, wait: 0 });
    const { label } = running.structuredContent as { label: string };
    expect(running.isError).toBeFalsy();
    expect(textIn(running)).toContain(`status {"run": "${label}", "wait": 30}`);
    const open = textIn(await client.call("status"));
    expect(open).toContain(`${label} running: ${GOAL}`);
    const stopped = await client.call("stop", { run: label, now: true });
    expect(stopped.structuredContent).toMatchObject({ outcome: "stopped" });
  });

  test("tells of its progress while the caller waits", async () => {
    await using client = await house.connect();
    const { promise, resolve } = Promise.withResolvers<void>();
    const onprogress = ({ message = "" }: { message?: string }) => {
      if (message.includes("1 of 2 steps")) resolve();
    };
    const params = { name: "run", arguments: { goal: GOAL, plan: slow, wait: 300 } };
    const running = client.client.callTool(params as never, { onprogress } as never);
    await promise;
    await client.call("stop", { run: "@", now: true });
    expect((await running).structuredContent).toMatchObject({ outcome: "stopped" });
  });
});

describe("looking back", () => {
  test("show and why say what a run did and where each argument came from", async () => {
    await using client = await house.connect();
    const steps = [call("one", "say__echo", { n: 7 }, { expect: has("n", 7) })];
    const plan = { steps, answer: "it is ${one.n}" };
    const done = await client.call("run", { goal: GOAL, plan, wait: 60 });
    const { label } = done.structuredContent as { label: string };
    const show = async (args: JsonObject) => textIn(await client.call("show", args));
    expect(await show({ address: label })).toContain("it is 7");
    expect(JSON.parse(await show({ address: `${label}@one` }))).toEqual({ n: 7 });
    expect(JSON.parse(await show({ address: label, part: "plan" }))).toMatchObject({
      steps: [{ id: "one" }],
    });
    const events = (await show({ address: label, part: "events" })).split("\n");
    expect(events.map((line) => JSON.parse(line).type)).toContain("run.finished");
    expect(JSON.parse(await show({ address: `${label}@2` }))).toMatchObject({
      event: { type: "run.claimed" },
    });
    const why = JSON.parse(textIn(await client.call("why", { step: `${label}@one` })));
    expect(why).toMatchObject({ step: "one", call: { tool: "say__echo" } });
    const nothing = await client.call("why", { step: `${label}@two` });
    expect(textIn(nothing)).toContain("its steps are one");
  });

  test("shows a file as it was", async () => {
    await using client = await house.connect({ person: yes });
    await Bun.write(`${house.dir}/draft.md`, "first\n");
    const done = await client.call("run", { goal: GOAL, plan: PLAN_EXAMPLE, wait: 60 });
    const { label } = done.structuredContent as { label: string };
    await Bun.write(`${house.dir}/copy.md`, "changed since\n");
    expect(textIn(await client.call("show", { address: `${label}:copy.md` }))).toBe("first\n");
    expect(textIn(await client.call("show", { address: label, part: "files" }))).toContain(
      "copy.md",
    );
  });
});

test("a question of a plan is put to the person, and the answer goes on in it", async () => {
  await using client = await house.connect({
    person: ({ requestedSchema }) => {
      expect(requestedSchema).toMatchObject({ properties: { answer: { type: "string" } } });
      return { action: "accept", content: { answer: "red" } };
    },
  });
  const steps = [
    { id: "colour", do: { ask: { question: "Which colour?" } } },
    call("say", "say__echo", { colour: "$colour" }, { expect: has("colour", "red") }),
  ];
  const done = await client.call("run", { goal: GOAL, plan: { steps }, wait: 60 });
  expect(done.structuredContent).toMatchObject({ outcome: "done" });
});

test("a run that nobody said where to make says so", async () => {
  await using client = await house.connect({ principal: { dir: null } });
  const refused = await client.call("run", { goal: GOAL });
  expect(textIn(refused)).toContain("dir: which folder is this about?");
  const named = await client.call("run", { goal: GOAL, dir: house.dir });
  expect(named.structuredContent).toMatchObject({ status: "plan_wanted" });
});

test("a client of the SDK's first line searches, calls, plans and is asked", async () => {
  await Bun.write(`${house.dir}/draft.md`, "for the first line\n");
  const client = await house.connectFirst(yes);
  try {
    expect((await client.listTools()).tools).toHaveLength(9);
    const found = await client.callTool({ name: "search", arguments: { goal: "say it again" } });
    expect(textIn(found as never)).toContain("say__echo");
    const called = await client.callTool({
      name: "call",
      arguments: { tool: "say__echo", args: { n: 1 } },
    });
    expect(called.structuredContent).toEqual({ n: 1 });
    const run = { goal: GOAL, plan: PLAN_EXAMPLE, wait: 60 };
    const done = await client.callTool({ name: "run", arguments: run });
    expect(done.structuredContent).toMatchObject({ outcome: "done" });
  } finally {
    await client.close();
  }
});

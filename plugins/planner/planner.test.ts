import { describe, expect, test } from "bun:test";

import type { GoalRequest, Proposal } from "../contracts/driver.ts";
import { KernelError, usage } from "../../kernel/error.ts";
import { initialAccount } from "../../kernel/fold/account.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import { goalDriver } from "./goal-driver.ts";
import type { ModelPlanning } from "./planning.ts";
import type { NearestSkill, Planner } from "./planner.ts";

const tool = (key: string): ToolDefinition => {
  const [server, name] = key.split("__") as [string, string];
  return {
    server,
    name,
    description: "",
    inputSchema: {},
    effect: "read",
    expect: [],
    paths: [],
    meta: {},
    trusted: false,
    hash: "",
  };
};
const TOOLS = [
  "files__files_search",
  "files__files_read",
  "data__data_filter",
  "data__data_format",
];
const request = (access: "read" | "write", goal = "a goal"): GoalRequest => ({
  goal,
  access,
  dir: "/",
  at: 0,
  tools: TOOLS.map(tool),
  options: {},
});

const proposal = (name: string): Proposal => ({
  plan: { steps: [] },
  ground: { kind: "skill", name, hash: "", slots: {} },
});
const planner = (name: string, covers: string, nearest: NearestSkill[] = []): Planner => ({
  propose: async ({ goal }) => (goal === covers ? proposal(name) : null),
  nearest: async () => nearest,
});

const unused = async (): Promise<never> => {
  throw new Error("without a model nobody is asked");
};
const NO_MODEL: ModelPlanning = {
  model: async () => null,
  planRun: unused,
  planUnrun: unused,
  isNamed: () => false,
  isSmall: () => true,
  asking: () => unused,
};

function driver(planners: Record<string, Planner>, tools: string[] = TOOLS) {
  return goalDriver({
    planners: () => new Map(Object.entries(planners)),
    toolsIn: async () => tools.map(tool),
    models: NO_MODEL,
    reflect: async () => null,
    answer: async () => null,
    grounds: () => [],
  });
}

async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}

describe("the first plan", () => {
  test("comes from the first planner in name order that covers the goal", async () => {
    const covering = driver({
      c: planner("c", "a goal"),
      b: planner("b", "a goal"),
      a: planner("a", "x"),
    });
    expect((await covering.first(request("write")))?.ground.name).toBe("b");
  });

  test("that nobody has: the three nearest of all planners are named, with an example each", async () => {
    const near = (name: string, score: number) => ({ name, example: `do ${name}`, score });
    const covering = driver({
      a: planner("a", "x", [near("p", 2), near("q", 0.5)]),
      b: planner("b", "x", [near("r", 3), near("s", 1)]),
    });
    const error = await refusalOf(covering.first(request("write")));
    expect(error.code).toBe("no_plan");
    expect(error.message).toBe('no skill covers the goal "a goal"');
    expect(error.detail).toEqual({
      nearest: [
        { name: "r", example: "do r" },
        { name: "p", example: "do p" },
        { name: "s", example: "do s" },
      ],
    });
  });

  test("is not sought further when a planner finds what it needs broken", async () => {
    const broken: Planner = {
      propose: async () => {
        throw usage("SKILL.md is missing", "write it");
      },
      nearest: async () => [],
    };
    const error = await refusalOf(driver({ a: broken }).first(request("read")));
    expect([error.code, error.hint]).toEqual(["usage", "write it"]);
  });
});

describe("a question that nothing covers", () => {
  test("gets the best passages, each read again", async () => {
    const found = await driver({}).first(request("read", "When did I last see Ines?"));
    expect(found?.ground).toMatchObject({ kind: "passages" });
    expect(found?.plan["cite"]).toEqual({ of: "$best.items", in: "reread" });
    expect(JSON.stringify(found?.plan)).toContain('{"query":"When did I last see Ines?"}');
  });

  test("is no reference, whatever it looks like", async () => {
    const found = await driver({}).first(request("read", "$notes.paths"));
    expect(JSON.stringify(found?.plan)).toContain('{"query":"$$notes.paths"}');
  });

  test("has no plan when it has no word", async () => {
    expect((await refusalOf(driver({}).first(request("read", "?!")))).code).toBe("no_plan");
  });

  test("has no plan where nothing can search", async () => {
    const without = { ...request("read"), tools: [tool("files__files_read")] };
    expect((await refusalOf(driver({}).first(without))).code).toBe("no_plan");
  });
});

describe("inside a run", () => {
  const state = {
    ...initialRunState("r1"),
    goal: { text: "a goal", input: null },
    dir: "/",
    access: "write" as const,
  };
  const account = initialAccount("r1");
  const { signal } = new AbortController();

  test("it begins with a plan, or ends with the reason", async () => {
    const covering = driver({ a: planner("a", "a goal") });
    expect(await covering.next("start", state, account, signal)).toMatchObject({ kind: "plan" });
    expect(await driver({}).next("start", state, account, signal)).toMatchObject({
      kind: "finish",
      missing: ['no skill covers the goal "a goal"'],
    });
  });

  test("it ends when the plan is used up or not as predicted", async () => {
    const end = { kind: "finish", missing: [] } as const;
    expect(await driver({}).next("violation", state, account, signal)).toEqual(end);
    expect(await driver({}).next("exhausted", state, account, signal)).toEqual(end);
  });
});

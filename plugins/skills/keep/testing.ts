import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect } from "bun:test";

import type { JsonObject } from "../../../kernel/json.ts";

/** What `skills.keep` answers. */
export interface Kept extends JsonObject {
  readonly name: string;
  readonly trigger: string;
  readonly diff: string;
  readonly notes: readonly string[];
  readonly slots: readonly {
    readonly name: string;
    readonly type: string;
    readonly value: string;
  }[];
}

export const ALLOW = { allow: ["world__*", "files__*"] };

/** As much of a house as these tests need. */
interface TestHouse extends AsyncDisposable {
  readonly home: string;
  run(plan: JsonObject, options: object): Promise<Report>;
  call<T>(verb: string, input: JsonObject): Promise<T>;
}

interface Report {
  readonly run: string;
  readonly outcome: string | null;
  readonly reason: string;
}

/** One house for the tests of a file; each test begins without skills of its own. */
export function keepingHouse<H extends TestHouse>(open: () => Promise<H>) {
  let opened: H;
  const skills = () => join(opened.home, "home/tenants/default/skills");
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened[Symbol.asyncDispose]());
  afterEach(() => rmSync(skills(), { recursive: true, force: true }));

  /** The run of a plan that was given, done and proved. */
  async function proved(
    goal: string,
    steps: JsonObject[],
    more: JsonObject = {},
    options: object = {},
  ): Promise<string> {
    const report = await opened.run({ steps, ...more }, { ...ALLOW, ...options, goal });
    expect([report.outcome, report.reason]).toEqual(["done", "all that was expected holds"]);
    return report.run;
  }

  return {
    house: () => opened,
    skills,
    proved,
    keep: (run: string, more: JsonObject = {}) =>
      opened.call<Kept>("skills.keep", { run, ...more }),
    putLamp: () => proved("please put lamp to bright", [put({ name: "lamp", value: "bright" })]),
  };
}

/** A change that the world checks by itself. */
export function put(args: JsonObject, more: JsonObject = {}): JsonObject {
  return { id: "put", do: { tool: { server: "world", name: "put_declared", args } }, ...more };
}

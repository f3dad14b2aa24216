import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";
import { twoFiles } from "./testing.ts";

const PATIENCE = 30_000;

describe("approvals without a terminal", () => {
  test(
    "a plan is shown whole; yes to one step, then to the call of the next",
    async () => {
      await using home = testHome();
      const waiting = await home.run(["run", "--plan", home.plan("two", twoFiles)]);
      expect(waiting.exitCode).toBe(4);
      expect(waiting.stdout).toMatch(
        /files__files_write {2}probe {2}can be undone\n {4}Write one.txt {2}s1\n {6}→ one.txt\n {6}content = "s1\\n" {2}from the plan\n/,
      );
      expect(waiting.stdout).toMatch(/glassbox approve \w{4} .* --step STEP/);
      const wrong = await home.run(["approve", "@", "--step", "s3"]);
      expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("s1, s2") });
      const first = await home.run(["approve", "@", "--step", "s1"]);
      expect(first.exitCode).toBe(4);
      expect(first.stdout).toContain("asks: no approval covers files__files_write");
      expect(existsSync(join(home.dir, "two.txt"))).toBe(false);
      const other = await home.run(["approve", "@", "--step", "s1"]);
      expect(other).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("about step s2"),
      });
      const second = await home.run(["approve", "@", "--step", "s2"]);
      expect(second).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("✓ proved") });
      expect(readFileSync(join(home.dir, "two.txt"), "utf8")).toBe("s2\n");
    },
    PATIENCE,
  );

  test(
    "no to one call ends the run denied, and says that what was done stands",
    async () => {
      await using home = testHome();
      await home.run(["run", "--plan", home.plan("two", twoFiles)]);
      const whole = await home.run(["deny", "@", "--step", "s1"]);
      expect(whole).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("as a whole") });
      await home.run(["approve", "@", "--step", "s1"]);
      expect((await home.run(["deny", "@"])).stdout).toMatch(/^denied: \w{4} ends, what it did/);
      const { data } = JSON.parse((await home.run(["runs", "ls", "--json=outcome"])).stdout);
      expect(data.runs).toEqual([{ outcome: "denied" }]);
      expect(existsSync(join(home.dir, "one.txt"))).toBe(true);
    },
    PATIENCE,
  );
});

describe("a budget", () => {
  test(
    "that is used up is named with the mend; what is spent of it is told",
    async () => {
      await using home = testHome();
      const plan = home.plan("two", twoFiles);
      const ended = await home.run(["run", "--plan", plan, "--yes", "--budget", "steps=1,time=5m"]);
      expect(ended.exitCode).toBe(5);
      expect(ended.stdout).toMatch(/budget of 1 steps is used up/);
      expect(ended.stdout).toMatch(/run it again with more of it: --budget steps=…/);
      expect(ended.stdout).toMatch(/1 of 1 steps · [\d.]+ s of 5 min · 0 tokens/);
      const cost = await home.run(["show", "@", "--cost"]);
      expect(cost.stdout).toMatch(/\nbudget 1 of 1 steps · [\d.]+ s of 5 min\n$/);
      const { data } = JSON.parse((await home.run(["show", "@", "--cost", "--json"])).stdout);
      expect(data.cost.budget).toMatchObject({ granted: { steps: 1 }, spent: { steps: 1 } });
    },
    PATIENCE,
  );
});

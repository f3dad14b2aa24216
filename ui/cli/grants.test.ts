import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";
import { writeStep } from "./testing.ts";

const PATIENCE = 30_000;

test(
  "grants are listed in words and can be taken back",
  async () => {
    await using home = testHome();
    expect((await home.run(["grants", "ls"])).stdout).toBe(
      "no unfinished run is allowed anything\n",
    );
    const plan = {
      goal: "write",
      steps: [{ id: "q", do: { ask: { question: "Go on?" } } }, writeStep("s1", "one.txt", ["q"])],
    };
    const allow = "files__files_write:*.txt";
    await home.run(["run", "--plan", home.plan("asking", plan), "--allow", allow]);
    const { stdout } = await home.run(["grants", "ls"]);
    expect(stdout).toMatch(
      /^(\w+) {2}\w{4} {2}files__files_write {2}path like "\*\.txt", others: any\n {4}used 0, as often as it likes · --allow files__files_write:\*\.txt · by person\n$/,
    );
    const grant = stdout.split(" ")[0]!;
    expect((await home.run(["grants", "revoke", grant])).stdout).toContain(`revoked ${grant}`);
    const again = await home.run(["answer", "@", "yes"]);
    expect(again.exitCode).toBe(4);
    expect(existsSync(join(home.dir, "one.txt"))).toBe(false);
    await home.run(["approve", "@", "--for", "1h"]);
    expect((await home.run(["grants", "ls", "@"])).stdout).toMatch(
      /revoked ·[^]*until \d[^]*approved by/,
    );
    expect((await home.run(["grants", "revoke", "zzzz"])).exitCode).toBe(2);
    expect((await home.run(["approve", "@", "--for", "soon"])).exitCode).toBe(2);
  },
  PATIENCE,
);

import { describe, expect, test } from "bun:test";
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { killKernel, type TestHome, testHome } from "../socket/testing.ts";
import { twoFiles } from "./testing.ts";

const PATIENCE = 60_000;
const RENAME = ["run", "Rename Bluebird to Kestrel everywhere", "--dir", "glassbox-demo", "--yes"];

/** Bytes, modes and links of everything in a folder. */
function everythingIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.toSorted().map((name) => {
    const path = join(folder, name);
    const { mode } = lstatSync(path);
    if (lstatSync(path).isSymbolicLink()) return `${name} ${mode} ${readlinkSync(path)}`;
    return `${name} ${mode} ${lstatSync(path).isFile() ? readFileSync(path, "base64") : ""}`;
  });
}

async function renamed(home: TestHome) {
  await home.run(["demo"]);
  const folder = join(home.dir, "glassbox-demo");
  const before = everythingIn(folder);
  const done = await home.run(RENAME);
  expect(done).toMatchObject({ exitCode: 0 });
  expect(everythingIn(folder)).not.toEqual(before);
  return { folder, before };
}

async function planned(home: TestHome, plan: object) {
  writeFileSync(join(home.dir, "plan.json"), JSON.stringify(plan));
  const ended = await home.run(["run", "--plan", "plan.json", "--yes", "--json=run"]);
  return (JSON.parse(ended.stdout) as { data: { run: string } }).data.run;
}

describe("change, and take it back", () => {
  test(
    "gives the tree back byte for byte",
    async () => {
      await using home = testHome();
      const { folder, before } = await renamed(home);
      const shown = await home.run(["undo", "--dry-run"]);
      expect(shown.stdout).toContain("write back projects/Bluebird.md");
      const undone = await home.run(["undo"]);
      expect(undone.exitCode).toBe(0);
      expect(undone.stdout).toMatch(/^✓ \d+ files as before\n/);
      expect(undone.stdout).toContain("tree hash equal");
      expect(everythingIn(folder)).toEqual([...before]);
      const nothing = await home.run(["undo"]);
      expect(nothing).toMatchObject({ exitCode: 2 });
      expect(nothing.stderr).toContain("there is nothing to take back here");
    },
    PATIENCE,
  );

  test(
    "also after the kernel was killed in between, and keeps what a person wrote meanwhile",
    async () => {
      await using home = testHome();
      const { folder, before } = await renamed(home);
      await killKernel(home.home);
      writeFileSync(join(folder, "daily/2026-11-17.md"), "mine\n");
      const undone = await home.run(["undo"]);
      const kept = before.filter((line) => !line.startsWith("daily/2026-11-17.md "));
      const now = everythingIn(folder).filter((line) => !line.startsWith("daily/2026-11-17.md "));
      expect(now).toEqual(kept);
      expect(readFileSync(join(folder, "daily/2026-11-17.md"), "utf8")).toBe("mine\n");
      expect(undone.stdout).not.toContain("tree hash equal");
    },
    PATIENCE,
  );
});

test(
  "rewind and fork say what they do, and a wrong moment is named",
  async () => {
    await using home = testHome();
    const run = await planned(home, twoFiles);
    const rewound = await home.run(["rewind", `${run}@s2`, "--files", "--dry-run"]);
    expect(rewound.stdout).toContain("would go back to event");
    const set = `plan.steps.s2.do.tool.args.path="three.txt"`;
    const fork = await home.run(["fork", `${run}@7`, "--set", set, "--detach"]);
    expect(fork).toMatchObject({ exitCode: 0 });
    expect(fork.stdout).toMatch(/^[a-z0-9]{4,} shares [a-z0-9]+ up to event 7/);
    const wrong: [string[], string][] = [
      [["rewind", `${run}@999`], "has no event 999"],
      [
        ["rewind", `${run}@3`, "--on-conflict", "maybe"],
        "--on-conflict must be skip, both or force",
      ],
      [["fork", `${run}@7`, "--set", "plan"], "has no value"],
      [["fork", `${run}@7`, "--set", "plan.step.s2=1"], "there is no plan.step"],
    ];
    for (const [words, said] of wrong) {
      const ended = await home.run(words);
      expect(ended.stderr).toContain(said);
      expect(ended.exitCode).toBe(2);
    }
  },
  PATIENCE,
);

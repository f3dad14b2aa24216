import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";
import { READ } from "./testing.ts";

const PATIENCE = 60_000;

const skill = (answer: string) => `triggers: ["list my notes"]
access: read
steps:
  - id: notes
    intent: Find the notes
    do: { tool: { server: files, name: files_glob, args: { pattern: "**/*.md" } } }
    expect:
      - matches: { properties: { truncated: { const: false } }, required: [truncated] }
answer: ${answer}
`;

test(
  "replay says that a run comes out the same, or where it does not, with exit 6",
  async () => {
    await using home = testHome();
    writeFileSync(join(home.dir, "one.md"), "# One\n");
    await home.run(["run", "--plan", home.plan("read", READ)]);
    const same = await home.run(["replay", "@"]);
    expect([same.exitCode, same.stderr]).toEqual([0, ""]);
    expect(same.stdout).toMatch(/^✓ \w{4}: (\d+) of \1 events made again, all the same\n/);

    const folder = join(home.home, "tenants/default/skills/list-notes");
    mkdirSync(folder, { recursive: true });
    const text = "---\nname: list-notes\ndescription: Lists notes\n---\n\nList them.\n";
    writeFileSync(join(folder, "SKILL.md"), text);
    writeFileSync(join(folder, "plan.yaml"), skill("here they are"));
    expect((await home.run(["run", "list my notes"])).exitCode).toBe(0);
    expect((await home.run(["replay"])).exitCode).toBe(0);
    writeFileSync(join(folder, "plan.yaml"), skill("there they are"));
    const other = await home.run(["replay"]);
    expect(other.exitCode).toBe(6);
    expect(other.stdout).toMatch(
      /^✗ \w{4}: the first difference is event \d+ of \w+ \([\w.]+\): \S+\n/,
    );
    expect(other.stdout).toMatch(/\n {2}recorded: .+\n {2}now: {6}.+\n/);
    const { stdout } = await home.run(["replay", "--json=difference"]);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      error: { code: "difference" },
      data: { difference: { type: expect.any(String), recorded: expect.anything() } },
    });
    const nobody = await home.run(["replay", "nobody"]);
    expect([nobody.exitCode, nobody.stdout]).toEqual([2, ""]);
  },
  PATIENCE,
);

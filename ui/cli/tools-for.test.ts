import { expect, test } from "bun:test";

import { testHome } from "../socket/testing.ts";
import { VAULT } from "./testing.ts";

const PATIENCE = 30_000;
/** Nobody listens there: the ranking does not depend on the models of this machine. */
const env = { OLLAMA_HOST: "127.0.0.1:9" };
const GOAL = "rename projects/Bluebird.md to projects/Kestrel.md";

test(
  "tools ls --for ranks the tools for a goal, with the reasons, in 100 columns",
  async () => {
    await using home = testHome();
    const people = await home.run(["tools", "ls", "--for", GOAL, "--dir", VAULT, "--limit", "3"], {
      env,
    });
    expect([people.stderr, people.exitCode]).toEqual(["", 0]);
    const lines = people.stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^0\.\d\d {2}files__files_move +probe$/);
    expect(lines[1]).toMatch(/^ {6}\S.*takes two paths/);
    expect(lines.filter((line) => /^0\.\d\d/.test(line))).toHaveLength(3);
    expect(lines.at(-1)).toBe("compared by words, without an embedder");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);

    const machine = await home.run(["tools", "ls", "--for", GOAL, "--dir", VAULT, "--json"], {
      env,
    });
    const { data } = JSON.parse(machine.stdout) as { data: { tools: object[] } };
    expect(data.tools).toHaveLength(8);
    expect(data.tools[0]).toMatchObject({ key: "files__files_move", parts: { types: 1 } });
  },
  PATIENCE,
);

test(
  "a limit without a goal, or that is no number, is refused with the mend",
  async () => {
    await using home = testHome();
    const alone = await home.run(["tools", "ls", "--limit", "3"]);
    expect(alone.exitCode).toBe(2);
    expect(alone.stderr).toContain("--for");
    const wrong = await home.run(["tools", "ls", "--for", GOAL, "--limit", "many"]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("--limit");
    const empty = await home.run(["tools", "ls", "--for", " "]);
    expect(empty.exitCode).toBe(2);
    expect(empty.stderr).toContain("goal");
  },
  PATIENCE,
);

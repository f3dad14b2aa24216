import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { killKernel, testHome, until } from "../socket/testing.ts";
import { READ, VAULT, wait, WRITE, WRONG } from "./testing.ts";

const PATIENCE = 30_000;

describe("exit codes", () => {
  test(
    "0: done and proved, the proof and the price at the end",
    async () => {
      await using home = testHome();
      const ended = await home.run(["run", "--plan", home.plan("read", READ), "--dir", VAULT]);
      expect(ended.exitCode).toBe(0);
      expect(ended.stdout).toMatch(
        /^README.md is the first\n✓ proved: the listing is whole · 0 tokens · 0 hosts · [a-z0-9]{4}\n$/,
      );
      expect(ended.stderr).toMatch(/^✓ Find the notes\n✓ Read each note \d+\/\d+\n$/);
    },
    PATIENCE,
  );

  test(
    "1: what was expected does not hold, and what is missing is said",
    async () => {
      await using home = testHome();
      const ended = await home.run(["run", "--plan", home.plan("wrong", WRONG)]);
      expect(ended.exitCode).toBe(1);
      expect(ended.stdout).toMatch(/^✗ incomplete: .*\n {2}0 tokens · 0 hosts · [a-z0-9]{4}\n$/);
      expect(ended.stdout).toMatch(/paths/);
    },
    PATIENCE,
  );

  test("2: usage, with the mend, and the ledger is as it was", async () => {
    await using home = testHome();
    // Servers that are started to see what they offer say so; nothing else may be new.
    const events = async () => {
      const { data } = JSON.parse((await home.run(["log", "--json=events"])).stdout);
      const all = data.events as { id: string; subject: string }[];
      return all.filter(({ subject }) => !subject.startsWith("server/")).map(({ id }) => id);
    };
    const cycle = { goal: "g", steps: [{ ...READ.steps[0], after: ["notes"] }] };
    const unknown = {
      goal: "g",
      steps: [{ id: "a", do: { tool: { server: "files", name: "files_raed", args: {} } } }],
    };
    const wrongType = {
      goal: "g",
      steps: [
        { id: "a", do: { tool: { server: "files", name: "files_read", args: { path: 3 } } } },
      ],
    };
    const before = await events();
    writeFileSync(join(home.dir, "broken.json"), "{");
    const bad: [readonly string[], RegExp][] = [
      [["runs", "ls", "--jsno"], /unknown option '--jsno' \(did you mean --json\?\)/],
      [["rnu", "x"], /unknown command 'rnu' \(did you mean run\?\)/],
      [["run"], /which goal\?/],
      [["run", "-"], /which goal\?/],
      [["run", "a", "goal"], /"goal" is one word too many[^]*quotes/],
      [["run", "x", "--dir", "/nowhere"], /nowhere/],
      [["run", "x", "--dir", "/"], /"\/"/],
      [["run", "x", "--budget", "step=3"], /did you mean "steps"/],
      [["run", "--plan", "missing.json"], /missing.json cannot be read/],
      [["run", "--plan", "broken.json"], /broken.json is not JSON/],
      [["run", "--plan", home.plan("cycle", cycle)], /notes/],
      [["run", "--plan", home.plan("unknown", unknown)], /files_raed/],
      [["run", "--plan", home.plan("type", wrongType)], /path/],
      [["run", "x", "--allow", "what?"], /allow/],
      [
        ["run", "--plan", home.plan("read", READ), "--allow", "files__files_wirte"],
        /there is no tool files__files_wirte \(did you mean "files__files_write"\?\)/,
      ],
      [
        ["run", "--plan", home.plan("read", READ), "-o", "/nowhere/x"],
        /-o: \/nowhere\/x cannot be written/,
      ],
      [
        ["run", "--plan", home.plan("read", READ), "--events-fd", "77"],
        /descriptor 77 is not open/,
      ],
      [["run", "--plan", home.plan("read", READ), "--events-fd", "three"], /must be the number/],
      [["run", "--inline", "--detach", "x"], /--inline/],
      [["show", "zzzz"], /there is no run/],
      [["stop", "zzzz"], /there is no run zzzz/],
      [["tools", "call", "files__files_raed"], /did you mean "files__files_read"/],
      [["tools", "call", "files__files_read", "{"], /not JSON/],
      [["tools", "call", "files__files_read", "[]"], /one JSON object/],
      [["config", "set", "tools.shell.enabled", '"yes"'], /"tools.shell.enabled" is "yes"/],
      [["config", "get", "tools.shel"], /there is no setting/],
      [["mcp", "add", "x", "--env", "novalue", "--", "true"], /NAME=VALUE/],
      [["log", "--limit", "many"], /--limit must be a whole number/],
      [["demo", "valt"], /there is no demo valt \(did you mean "vault"\?\)/],
      [["completion", "tcsh"], /bash, zsh, fish/],
      [["mcp"], /which command\? add, ls, rm/],
    ];
    for (const [args, message] of bad) {
      const ended = await home.run(args);
      expect({ args, exitCode: ended.exitCode, stdout: ended.stdout }).toEqual({
        args,
        exitCode: 2,
        stdout: "",
      });
      expect(ended.stderr).toMatch(message);
      expect(ended.stderr).toStartWith("✗ ");
    }
    expect(await events()).toEqual(before);
  }, 60_000);

  test(
    "4: a plan that writes waits for a person with nothing done; approve lets it go on",
    async () => {
      await using home = testHome();
      const file = join(home.dir, "new.txt");
      const waiting = await home.run(["run", "--plan", home.plan("write", WRITE)]);
      expect(waiting.exitCode).toBe(4);
      expect(waiting.stdout).toMatch(
        /files__files_write {2}probe {2}can be undone\n[^]* {2}glassbox approve ([a-z0-9]{4})/,
      );
      expect(existsSync(file)).toBe(false);
      const status = await home.run(["status"]);
      expect(status.stdout).toContain("glassbox approve");
      const approved = await home.run(["approve", "@"]);
      expect(approved).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("written\n✓ proved: "),
      });
      expect(readFileSync(file, "utf8")).toBe("hi\n");
      expect((await home.run(["approve", "@"])).exitCode).toBe(2);
    },
    PATIENCE,
  );

  test(
    "deny ends the run with nothing changed, and the run is one that was denied",
    async () => {
      await using home = testHome();
      await home.run(["run", "--plan", home.plan("write", WRITE)]);
      expect(await home.run(["deny", "@"])).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^denied: /),
      });
      expect(existsSync(join(home.dir, "new.txt"))).toBe(false);
      const rows = JSON.parse((await home.run(["runs", "ls", "--json=outcome"])).stdout);
      expect(rows.data).toEqual({ runs: [{ outcome: "denied" }] });
    },
    PATIENCE,
  );

  test(
    "--yes approves what can be undone, and never a once",
    async () => {
      await using home = testHome();
      const done = await home.run(["run", "--plan", home.plan("write", WRITE), "--yes"]);
      expect(done.exitCode).toBe(0);
      await home.run(["config", "set", "tools.shell.enabled", "true"]);
      const shell = {
        goal: "g",
        steps: [
          {
            id: "s",
            do: { tool: { server: "shell", name: "shell_run", args: { command: "touch ran" } } },
          },
        ],
      };
      const waiting = await home.run(["run", "--plan", home.plan("shell", shell), "--yes"]);
      expect(waiting.exitCode).toBe(4);
      expect(existsSync(join(home.dir, "ran"))).toBe(false);
      const allowed = await home.run([
        "run",
        "--plan",
        home.plan("shell", shell),
        "--allow",
        "shell__shell_run:command=touch ran",
      ]);
      expect(allowed.exitCode).not.toBe(4);
      expect(existsSync(join(home.dir, "ran"))).toBe(true);
    },
    PATIENCE,
  );

  test(
    "5: the budget is used up",
    async () => {
      await using home = testHome();
      const plan = home.plan("read", READ);
      const ended = await home.run(["run", "--plan", plan, "--dir", VAULT, "--budget", "steps=3"]);
      expect(ended.exitCode).toBe(5);
      expect(ended.stdout).toMatch(/budget of 3 steps is used up/);
    },
    PATIENCE,
  );

  test(
    "75: the kernel was killed under a run, and resume goes on with it",
    async () => {
      await using home = testHome();
      const running = home.run(["run", "--plan", home.plan("wait", wait("4s"))]);
      await until(async () => (await home.run(["status"])).stdout.includes("running"));
      await killKernel(home.home);
      const ended = await running;
      expect(ended.exitCode).toBe(75);
      expect(ended.stderr).toMatch(/the kernel process ended/);
      const status = await home.run(["status"]);
      expect(status.stdout).toMatch(/interrupted/);
      const resumed = await home.run(["resume"]);
      expect(resumed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("✓ proved: ") });
    },
    PATIENCE,
  );
});

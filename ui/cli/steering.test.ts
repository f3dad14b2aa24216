import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, testHome, until } from "../socket/testing.ts";
import { addForeign, QUESTION, VAULT, wait, WRITE } from "./testing.ts";

const PATIENCE = 30_000;

describe("looking and steering", () => {
  test(
    "show and why say what led to a step, at any event",
    async () => {
      await using home = testHome();
      await home.run(["run", "--plan", home.plan("write", WRITE), "--yes"]);
      const last = await home.run(["show"]);
      expect(last.stdout).toMatch(/^write a file\n[^]*✓ Write it[^]*cost 1 steps/);
      const third = JSON.parse((await home.run(["show", "@3", "--json"])).stdout);
      expect(third.data).toMatchObject({ at: 3, plan: null });
      const step = await home.run(["show", "@w", "--plan"]);
      expect(step.stdout).toMatch(/plan from file\n.*Write it/);
      const why = await home.run(["why", "@w"]);
      expect(why.stdout).toMatch(
        /^Write it[^]*call {4}files__files_write \(probe\)[^]*expect[^]*held/,
      );
      expect((await home.run(["why", "@nosuch"])).exitCode).toBe(2);
    },
    PATIENCE,
  );

  test(
    "a question is answered from the terminal",
    async () => {
      await using home = testHome();
      const waiting = await home.run(["run", "--plan", home.plan("question", QUESTION)]);
      expect(waiting.exitCode).toBe(4);
      expect(waiting.stdout).toContain("Which colour?");
      expect(waiting.stdout).toMatch(/glassbox answer [a-z0-9]{4} VALUE/);
      const answered = await home.run(["answer", "@", "42"]);
      expect(answered).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("42") });
    },
    PATIENCE,
  );

  test(
    "a detached run goes on by itself; stop ends one; rm takes it off the list",
    async () => {
      await using home = testHome();
      const started = await home.run(["run", "--plan", home.plan("wait", wait("1h")), "--detach"]);
      expect(started.exitCode).toBe(0);
      const [label] = started.stdout.split("\n");
      expect((await home.run(["status"])).stdout).toMatch(new RegExp(`^${label} +running`));
      expect((await home.run(["runs", "rm", label!])).exitCode).toBe(1);
      expect((await home.run(["stop", label!])).exitCode).toBe(0);
      expect((await home.run(["status"])).stdout).toBe("nothing runs\n");
      expect((await home.run(["runs", "rm", label!])).exitCode).toBe(0);
      expect((await home.run(["runs", "ls"])).stdout).toMatch(/^no runs yet/);
    },
    PATIENCE,
  );

  test(
    "verify recomputes the chain",
    async () => {
      await using home = testHome();
      const ended = await home.run(["verify"]);
      expect(ended).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^✓ the chain holds: \d+ events · [0-9a-f]{12}\n/),
      });
    },
    PATIENCE,
  );

  test(
    "a tool is called under the same policy as any plan",
    async () => {
      await using home = testHome();
      const read = await home.run([
        "tools",
        "call",
        "files__files_read",
        '{"path":"README.md"}',
        "--dir",
        VAULT,
        "--json=ok,view",
      ]);
      expect(JSON.parse(read.stdout)).toMatchObject({
        ok: true,
        data: { ok: true, view: { path: "README.md" } },
      });
      const missing = await home.run([
        "tools",
        "call",
        "files__files_read",
        '{"path":"nope.md"}',
        "--dir",
        VAULT,
      ]);
      expect(missing.exitCode).toBe(1);
      const write = ["tools", "call", "files__files_write", '{"path":"a.txt","content":"a"}'];
      expect((await home.run(write)).exitCode).toBe(4);
      expect(existsSync(join(home.dir, "a.txt"))).toBe(false);
      expect((await home.run([...write, "--yes"])).exitCode).toBe(0);
      expect(existsSync(join(home.dir, "a.txt"))).toBe(true);
    },
    PATIENCE,
  );

  test(
    "status --watch goes on showing what changes, until Ctrl-C",
    async () => {
      await using home = testHome();
      const child = Bun.spawn([process.execPath, PROGRAM, "status", "--watch"], {
        env: home.env,
        stdout: "pipe",
      });
      let shown = "";
      for await (const chunk of child.stdout) {
        const isFirst = shown === "";
        shown += new TextDecoder().decode(chunk);
        if (isFirst) await home.run(["run", "--plan", home.plan("wait", wait("1h")), "--detach"]);
        else child.kill("SIGINT");
      }
      expect(shown).toMatch(/^nothing runs\n\n[a-z0-9]{4} +running/);
      expect(await child.exited).toBe(0);
    },
    PATIENCE,
  );

  test(
    "stop lets what is under way end; stop --now abandons it",
    async () => {
      await using home = testHome();
      await addForeign(home);
      const slow = {
        goal: "hang",
        steps: [{ id: "slow", do: { tool: { server: "foreign", name: "slow", args: {} } } }],
      };
      const plan = home.plan("slow", slow);
      const detached = ["--allow", "foreign__slow", "--detach"];
      const started = await home.run(["run", "--plan", plan, ...detached]);
      expect(started.exitCode).toBe(0);
      const log = async () => (await home.run(["log", "@"])).stdout;
      await until(async () => (await log()).includes("tool.intended"));
      expect((await home.run(["stop", "@"])).stdout).toContain("heard out");
      expect((await home.run(["status"])).stdout).toContain("running");
      expect((await home.run(["stop", "@", "--now"])).stdout).toContain("abandoned");
      await until(async () => (await home.run(["status"])).stdout === "nothing runs\n");
      const { data } = JSON.parse((await home.run(["runs", "ls", "--json=outcome"])).stdout);
      expect(data.runs).toEqual([{ outcome: "stopped" }]);
    },
    PATIENCE,
  );
});

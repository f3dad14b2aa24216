import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, type TestHome, testHome, until } from "../socket/testing.ts";
import { READ, VAULT, wait, WRITE } from "./testing.ts";

const PATIENCE = 30_000;

/** The program at a terminal of its own. */
function atTerminal(home: TestHome, args: readonly string[], env: Record<string, string> = {}) {
  const screen = { text: "" };
  const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
    cwd: home.dir,
    env: { ...home.env, TERM: "xterm", ...env },
    terminal: {
      cols: 80,
      rows: 24,
      data: (_, bytes) => void (screen.text += new TextDecoder().decode(bytes)),
    },
  });
  return {
    child,
    screen,
    type: (text: string) => child.terminal!.write(text),
    shows: (text: string) =>
      soon(
        until(() => screen.text.includes(text)),
        screen,
      ),
    exited: () => soon(child.exited, screen),
  };
}

/** What is on the screen says more than a test that ran out of time. */
async function soon<T>(event: Promise<T>, screen: { readonly text: string }): Promise<T> {
  const late = Bun.sleep(PATIENCE - 5000).then(() => {
    throw new Error(`it hangs with ${JSON.stringify(screen.text)} on the screen`);
  });
  return Promise.race([event, late]);
}

describe("at a terminal", () => {
  test(
    "a plan that writes is shown, and yes lets it go on",
    async () => {
      await using home = testHome();
      const { exited, screen, type, shows } = atTerminal(home, [
        "run",
        "--plan",
        home.plan("write", WRITE),
      ]);
      await shows("[y/N]");
      expect(screen.text).toContain("files__files_write");
      expect(existsSync(join(home.dir, "new.txt"))).toBe(false);
      type("y\n");
      expect(await exited()).toBe(0);
      expect(readFileSync(join(home.dir, "new.txt"), "utf8")).toBe("hi\n");
      expect(screen.text).toContain("\u001b[32m✓\u001b[0m proved");
    },
    PATIENCE,
  );

  test(
    "anything else is no: denied, exit 4, nothing done",
    async () => {
      await using home = testHome();
      const { exited, type, shows } = atTerminal(home, [
        "run",
        "--plan",
        home.plan("write", WRITE),
      ]);
      await shows("[y/N]");
      type("\n");
      expect(await exited()).toBe(4);
      expect(existsSync(join(home.dir, "new.txt"))).toBe(false);
    },
    PATIENCE,
  );

  test.each([["--no-input"], ["--json"]])(
    "with %s nothing is asked",
    async (option) => {
      await using home = testHome();
      const { exited, screen } = atTerminal(home, [
        "run",
        "--plan",
        home.plan("write", WRITE),
        option,
      ]);
      expect(await exited()).toBe(4);
      expect(screen.text).not.toContain("[y/N]");
    },
    PATIENCE,
  );

  test(
    "NO_COLOR is honoured, and in CI nothing is redrawn or asked",
    async () => {
      await using home = testHome();
      const plain = atTerminal(home, ["run", "--plan", home.plan("read", READ), "--dir", VAULT], {
        NO_COLOR: "1",
      });
      expect(await plain.exited()).toBe(0);
      expect(plain.screen.text).not.toMatch(/\u001b\[\d*m/);
      const ci = atTerminal(home, ["run", "--plan", home.plan("write", WRITE)], { CI: "true" });
      expect(await ci.exited()).toBe(4);
      expect(ci.screen.text).not.toMatch(/\u001b\[\d*[AJ]/);
    },
    PATIENCE,
  );

  test(
    "what is taller than the screen goes to the pager",
    async () => {
      await using home = testHome();
      const paged = atTerminal(home, ["show", "@", "--state"], { PAGER: "head -n 1; echo PAGED" });
      await paged.exited();
      const plan = home.plan("read", READ);
      await home.run(["run", "--plan", plan, "--dir", VAULT]);
      const tall = atTerminal(home, ["show", "@", "--state"], { PAGER: "head -n 1; echo PAGED" });
      expect(await tall.exited()).toBe(0);
      expect(tall.screen.text).toContain("PAGED");
    },
    PATIENCE,
  );

  test(
    "Ctrl-C leaves with 130, and the run rests where it can be resumed",
    async () => {
      await using home = testHome();
      const { exited, type, shows } = atTerminal(home, [
        "run",
        "--plan",
        home.plan("wait", wait("4s")),
        "--dir",
        VAULT,
        "--budget",
        "steps=40",
      ]);
      await shows("Wait a little");
      // What is spent of what was granted is told while it runs.
      await shows(" of 40 steps");
      type("\u0003");
      expect(await exited()).toBe(130);
      const rows = JSON.parse((await home.run(["runs", "ls", "--json"])).stdout);
      expect(rows.data.runs[0]).toMatchObject({ standing: "interrupted", outcome: null });
      expect((await home.run(["resume"])).exitCode).toBe(0);
    },
    PATIENCE,
  );
});

test(
  "without a terminal SIGINT does the same, and twice leaves at once",
  async () => {
    await using home = testHome();
    const plan = home.plan("wait", wait("1h"));
    const child = Bun.spawn([process.execPath, PROGRAM, "run", "--plan", plan], {
      cwd: home.dir,
      env: home.env,
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    await until(async () => /running/.test((await home.run(["status"])).stdout));
    child.kill("SIGINT");
    child.kill("SIGINT");
    expect(await child.exited).toBe(130);
  },
  PATIENCE,
);

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, type TestHome, testHome } from "../socket/testing.ts";
import { wait } from "./testing.ts";

const PATIENCE = 60_000;
const NUMBERS = ["014", "015", "016"];

/** Ids in the outbox's own file: what really went out. */
function sent(home: TestHome, folder = "glassbox-demo"): string[] {
  const text = readFileSync(join(home.dir, folder, "outbox/outbox.jsonl"), "utf8");
  const lines = text.trimEnd().split("\n");
  return lines.map((line) => String(JSON.parse(line).id));
}

/** Ids of the mails in doubt, as the ledger has them. */
async function doubted(home: TestHome): Promise<string[]> {
  const { data } = JSON.parse((await home.run(["status", "--json"])).stdout);
  const steps: string[] = data.runs[0].doubts.map(({ step }: { step: string }) => step);
  return steps.map((step) => NUMBERS[Number(step.split(".")[1])]!).toSorted();
}

async function eventsOf(
  home: TestHome,
): Promise<{ type: string; data: Record<string, unknown> }[]> {
  const { stdout } = await home.run(["log", "--jsonl"]);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("demo plug", () => {
  test(
    "the kernel is killed with mail 2 out; resume finds it, and every mail is out once",
    async () => {
      await using home = testHome();
      const plug = await home.run(["demo", "plug"]);
      expect(plug.exitCode).toBe(75);
      const kernels = (await eventsOf(home)).filter(({ type }) => type.startsWith("kernel."));
      expect(kernels.map(({ type }) => type)).toEqual(["kernel.started", "kernel.started"]);
      expect(kernels[0]!.data["pid"]).not.toBe(kernels[1]!.data["pid"]);
      expect(sent(home)).toEqual(["014", "015"]);
      expect(await doubted(home)).toEqual(["015"]);
      expect(plug.stdout).toBe("✗ killed: mail 2 of 3 in doubt\n\nnext: glassbox resume\n");
      expect(plug.stderr).toContain("\n  015: in the outbox, no answer on record\n");

      const resumed = await home.run(["resume"]);
      expect(resumed.exitCode).toBe(0);
      expect(resumed.stderr).toContain("\n  015: found in the outbox, not sent again\n");
      expect(resumed.stdout).toMatch(
        /^✓ 3 mails, none twice, none missing\n✓ proved: 3 invoices, each found once/,
      );
      expect(sent(home)).toEqual(NUMBERS);
      expect((await home.run(["verify"])).exitCode).toBe(0);
    },
    PATIENCE,
  );

  test(
    "at a terminal it reads in that order, below the plan",
    async () => {
      await using home = testHome();
      const plug = atTerminal(home, ["demo", "plug"]);
      expect(await plug.child.exited).toBe(75);
      expect(plug.screen.text).toMatch(
        /✗ killed: mail 2 of 3 in doubt\r\n[^]*next: glassbox resume\r\n/,
      );
      const resume = atTerminal(home, ["resume"]);
      expect(await resume.child.exited).toBe(0);
      expect(resume.screen.text).toMatch(
        /015: found in the outbox, not sent again\r\n[^]*✓ 3 mails, none twice, none missing\r\n/,
      );
      expect(sent(home)).toEqual(NUMBERS);
    },
    PATIENCE,
  );

  test(
    "machines read where each mail stands, of this run and of none that had a folder of its name",
    async () => {
      await using home = testHome();
      const first = JSON.parse((await home.run(["demo", "plug", "--json=run"])).stdout);
      rmSync(join(home.dir, "glassbox-demo"), { recursive: true });
      const plug = await home.run(["demo", "plug", "--json"]);
      const { ok, data, error } = JSON.parse(plug.stdout);
      expect({ ok, code: error.code }).toEqual({ ok: false, code: "interrupted" });
      expect(data).toMatchObject({
        folder: join(home.dir, "glassbox-demo"),
        total: 3,
        mails: [
          { mail: "014", number: 1, isAnswered: true, isInDoubt: false, isInOutbox: true },
          { mail: "015", number: 2, isAnswered: false, isInDoubt: true, isInOutbox: true },
        ],
      });
      expect(sent(home)).toEqual(["014", "015"]);
      expect(data.run).not.toBe(first.data.run);
    },
    PATIENCE,
  );

  test(
    "is refused where it would interrupt another run, and where it would kill its own process",
    async () => {
      await using home = testHome();
      const started = await home.run(["run", "--plan", home.plan("wait", wait("1h")), "--detach"]);
      const [label] = started.stdout.split("\n");
      const busy = await home.run(["demo", "plug"]);
      expect(busy).toMatchObject({ exitCode: 1, stdout: "" });
      expect(busy.stderr).toContain(`would interrupt run ${label} of this home`);
      const inline = await home.run(["demo", "plug", "--inline"]);
      expect(inline).toMatchObject({ exitCode: 2, stdout: "" });
      expect(inline.stderr).toContain("leave out --inline");
      expect(existsSync(join(home.dir, "glassbox-demo"))).toBe(false);
      expect((await home.run(["status"])).stdout).toMatch(new RegExp(`^${label} +running`));
    },
    PATIENCE,
  );
});

describe("demo plug --lie", () => {
  test(
    "an ok that is not true ends incomplete, with the mail that is not there",
    async () => {
      await using home = testHome();
      const lie = await home.run(["demo", "plug", "--lie"]);
      expect(lie.exitCode).toBe(1);
      expect(lie.stdout).toMatch(
        /^✗ the outbox said "ok"; mail 016 is not there: incomplete · 0 tokens · 0 hosts · [a-z0-9]{4}\n/,
      );
      expect(sent(home).toSorted()).toEqual(["014", "015"]);
      const [next] = /glassbox (why .+)/.exec(lie.stdout)!.slice(1);
      const why = await home.run(next!.trim().split(" "));
      expect(why).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("outbox__outbox_find: mail is missing"),
      });
    },
    PATIENCE,
  );

  test(
    "is of this demo alone",
    async () => {
      await using home = testHome();
      const vault = await home.run(["demo", "vault", "--lie"]);
      expect(vault).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("demo plug --lie"),
      });
    },
    PATIENCE,
  );
});

/** The program at a terminal of its own. */
function atTerminal(home: TestHome, args: readonly string[]) {
  const screen = { text: "" };
  const child = Bun.spawn([process.execPath, PROGRAM, ...args], {
    cwd: home.dir,
    env: { ...home.env, TERM: "xterm", NO_COLOR: "1" },
    terminal: {
      cols: 100,
      rows: 40,
      data: (_, bytes) => void (screen.text += new TextDecoder().decode(bytes)),
    },
  });
  return { child, screen };
}

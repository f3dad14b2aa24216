import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { prepareImage } from "../../tools/python/image/index.ts";
import { NO_PACKAGES, TEST_STORE } from "../../tools/python/image/testing.ts";
import { PROGRAM, testHome } from "../../ui/socket/testing.ts";

const ROOT = join(import.meta.dir, "../..");
const WITHOUT = join(ROOT, "tools/python/walls/testing/without-seccomp.ts");
const MEND = "use a kernel with seccomp filters, and a container that allows the call seccomp";

const told = z.object({
  checks: z.array(z.looseObject({ name: z.string(), ok: z.boolean().nullable() })),
});
const view = z.object({ stdout: z.string(), walls: z.array(z.object({ name: z.string() })) });
const answered = z.object({ data: z.object({ view }) });

// What takes its time is made before the clock of a call runs.
beforeAll(async () => {
  await prepareImage({ store: TEST_STORE, packages: NO_PACKAGES, image: "base" });
}, 300_000);

test.skipIf(process.platform !== "linux")(
  "where the machine lacks a wall, programs wait for a person's word, and then say so",
  async () => {
    await using machine = weakMachine();
    const seen = await machine.doctor();
    expect(seen.wall).toEqual({
      name: "python wall seccomp",
      ok: false,
      detail: "missing: this kernel has no seccomp filters; no program runs",
      mend: MEND,
    });
    expect(seen.exitCode).toBe(1);

    const refused = await machine.program("print(6 * 7)");
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stdout + refused.stderr).toMatch(
      /A wall around Python is missing: seccomp .+ python\.allowWeak/,
    );
    expect(await machine.weaknesses()).toEqual([]);

    await machine.run(["config", "set", "python.allowWeak", "true"]);
    const allowed = await machine.doctor();
    expect(allowed.wall).toMatchObject({ ok: null, mend: MEND });
    expect(allowed.wall?.["detail"]).toContain("python.allowWeak lets programs run all the same");

    const ran = await machine.program("print(6 * 7)");
    expect(ran).toMatchObject({ exitCode: 0 });
    const { stdout, walls } = answered.parse(JSON.parse(ran.stdout)).data.view;
    expect(stdout).toBe("42\n");
    expect(walls.map(({ name }) => name)).toEqual(["seccomp"]);
    expect(await machine.weaknesses()).toEqual([["seccomp"]]);
  },
  120_000,
);

test.skipIf(process.platform !== "linux")(
  "the doctor shows no wall of a Python that is switched off",
  async () => {
    await using home = testHome();
    await home.run(["config", "set", "python.enabled", "false"]);
    const { stdout } = await home.run(["doctor"]);
    expect(stdout).toContain("platform");
    expect(stdout).not.toContain("python wall");
    const called = await home.run(["tools", "call", "python__python_run", '{"code": "1"}']);
    expect(called.exitCode).not.toBe(0);
  },
  60_000,
);

/** A home on this machine, as if its kernel had no seccomp. */
function weakMachine() {
  const home = testHome();
  const run = async (args: readonly string[]) => {
    const child = Bun.spawn([process.execPath, WITHOUT, PROGRAM, ...args], {
      cwd: home.dir,
      env: home.env,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    return { stdout, stderr, exitCode: await child.exited };
  };
  return {
    run,
    async doctor() {
      const { stdout, exitCode } = await run(["doctor", "--json"]);
      const { checks } = told.parse(z.object({ data: z.unknown() }).parse(JSON.parse(stdout)).data);
      return { exitCode, wall: checks.find(({ name }) => name === "python wall seccomp") };
    },
    async program(code: string) {
      shareImages(home.home);
      return run(["tools", "call", "python__python_run", JSON.stringify({ code }), "--json"]);
    },
    /** What is on record of programs that ran with less than all walls. */
    async weaknesses() {
      const { stdout } = await run(["log", "--jsonl"]);
      const lines = stdout.split("\n").filter((line) => line.includes('"python.weak.used"'));
      const event = z.object({ data: z.object({ missing: z.array(z.string()) }) });
      return lines.map((line) => event.parse(JSON.parse(line)).data.missing);
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

/** Snapshots are the same for all tests of a checkout. */
function shareImages(home: string): void {
  mkdirSync(join(home, "python"), { recursive: true });
  try {
    symlinkSync(join(TEST_STORE, "images"), join(home, "python", "images"));
  } catch {
    // It was linked before.
  }
}

import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, testHome, until } from "../socket/testing.ts";

setDefaultTimeout(60_000);

const GOAL = "Write hello into greeting.txt";

const PLAN = {
  goal: GOAL,
  steps: [
    {
      id: "write",
      intent: "Write greeting.txt",
      do: {
        tool: {
          server: "files",
          name: "files_write",
          args: { path: "greeting.txt", content: "hello" },
        },
      },
      from: {
        path: { from: "goal", span: [17, 29] },
        content: { from: "goal", span: [6, 11] },
      },
    },
  ],
  answer: "wrote ${write.path}",
};

test("a proved run is kept as a skill, and the next goal of its kind needs no model", async () => {
  await using home = testHome();
  const ran = await home.run(["run", "--plan", home.plan("write", PLAN), "--yes"]);
  expect(ran.exitCode).toBe(0);
  const shown = await home.run(["skills", "keep", "@"]);
  expect(shown.exitCode).toBe(4);
  expect(shown.stdout).toContain("+++ write-into/SKILL.md");
  expect(shown.stdout).toContain("\n+  - Write {content} into {path}\n");
  expect(shown.stdout).toMatch(/\n {2}glassbox skills keep [a-z0-9]+ --name write-into --yes\n$/);
  for (const line of shown.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  const folder = join(home.home, "tenants/default/skills/write-into");
  expect(existsSync(folder)).toBe(false);

  const kept = await home.run(["skills", "keep", "@", "--yes"]);
  expect(kept.exitCode).toBe(0);
  expect(kept.stdout).toContain("✓ kept write-into: goals like “Write {content} into {path}”");
  const again = await home.run(["run", "Write good morning into day.txt", "--yes"]);
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^wrote day.txt\n✓ proved: .* 0 tokens · 0 hosts/),
  });
  expect(await Bun.file(join(home.dir, "day.txt")).text()).toBe("good morning");

  const refused = await home.run(["skills", "keep", "@"]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("the skill write-into made its plan");
});

test("at a terminal the skill is shown, and only a yes writes it", async () => {
  await using home = testHome();
  await home.run(["run", "--plan", home.plan("write", PLAN), "--yes"]);
  const file = join(home.home, "tenants/default/skills/write-into/plan.yaml");
  for (const [typed, exit] of [
    ["\n", 4],
    ["y\n", 0],
  ] as const) {
    let screen = "";
    const child = Bun.spawn([process.execPath, PROGRAM, "skills", "keep", "@"], {
      cwd: home.dir,
      env: { ...home.env, TERM: "xterm" },
      terminal: {
        cols: 80,
        rows: 24,
        data: (_, bytes) => void (screen += new TextDecoder().decode(bytes)),
      },
    });
    await until(() => screen.includes("Keep it as write-into? [y/N]"));
    expect(screen).toContain("+  - Write {content} into {path}");
    expect(existsSync(file)).toBe(false);
    child.terminal!.write(typed);
    expect(await child.exited).toBe(exit);
    expect(existsSync(file)).toBe(exit === 0);
  }
});

test("a skill that is there is replaced only by its name and with a yes", async () => {
  await using home = testHome();
  const plan = home.plan("write", PLAN);
  const keep = (...more: string[]) => home.run(["skills", "keep", "@", ...more]);
  await home.run(["run", "--plan", plan, "--yes"]);
  await keep("--yes");
  await home.run(["run", "--plan", plan, "--yes"]);
  expect(await keep("--yes")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("there is a skill called write-into already"),
  });
  const shown = await keep("--name", "write-into", "--json");
  const { ok, data, error } = JSON.parse(shown.stdout);
  expect([shown.exitCode, ok, error.code, data.change]).toEqual([4, false, "approval", "changed"]);
  expect(data.diff).toMatch(/^-Run .*\n\+Run /m);
  expect((await keep("--name", "write-into", "--yes")).exitCode).toBe(0);
  expect((await keep("--name", "write-into")).stdout).toMatch(/^write-into is kept as it is: /);
});

test("--dry-run shows each call with its class, its arguments and its cost; the file runs as shown", async () => {
  await using home = testHome();
  const plan = home.plan("write", PLAN);
  const shown = await home.run(["run", "--plan", plan, "--dry-run"]);
  expect(shown.stdout).toBe(
    `plan from file
  Write greeting.txt  write
    files__files_write  probe, can be undone
      → greeting.txt
      path = "greeting.txt"  from the goal, characters 17–29
      content = "hello"  from the goal, characters 6–11
what it may change waits for approval
cost: 0 tokens to plan it; running it makes 1 tool call
`,
  );
  const saved = join(home.dir, "saved.json");
  expect((await home.run(["run", "--plan", plan, "--dry-run", "-o", saved])).exitCode).toBe(0);
  expect(JSON.parse(await Bun.file(saved).text()).steps[0].from).toEqual(PLAN.steps[0]!.from);
  expect(existsSync(join(home.dir, "greeting.txt"))).toBe(false);

  const waiting = await home.run(["run", "--plan", saved]);
  expect(waiting.exitCode).toBe(4);
  expect(waiting.stdout).toContain(
    '\n      path = "greeting.txt"  from the goal, characters 17–29\n',
  );
  const approved = await home.run(["approve", "@"]);
  expect(approved.exitCode).toBe(0);
  expect(approved.stderr).toContain('      content = "hello"  from the goal, characters 6–11\n');
  const why = await home.run(["why", "@write"]);
  expect(why.stdout).toContain(
    '\narg     path = "greeting.txt"  from the goal, characters 17–29\n',
  );
});

test("a plan whose words about itself are wrong is refused", async () => {
  await using home = testHome();
  const lying = structuredClone(PLAN);
  lying.steps[0]!.do.tool.args.path = "secret.txt";
  writeFileSync(join(home.dir, "lying.json"), JSON.stringify(lying));
  const refused = await home.run(["run", "--plan", "lying.json"]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('the goal says "greeting.txt" there, and not "secret.txt"');
});

test("without a model and a skill, it is said how to get a model", async () => {
  await using home = testHome();
  const ended = await home.run(["run", "frobnicate the whole quux", "--no-examples"], {
    env: { OLLAMA_HOST: "127.0.0.1:9" },
  });
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toMatch(/ollama pull \S+[^]*glassbox models use PROVIDER\/NAME/);
});

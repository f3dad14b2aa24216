import { expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../../ui/socket/testing.ts";

const project = (dir: string, value: object) =>
  writeFileSync(join(dir, "glassbox.config.json"), JSON.stringify(value));

test("a project takes tools away from the runs in it, and only from those", async () => {
  await using home = testHome();
  project(home.dir, { disable: ["web", "files__files_delete"] });
  const keys = async (dir: string) => {
    const { stdout } = await home.run(["tools", "ls", "--json=key", "--dir", dir]);
    return (JSON.parse(stdout).data.tools as { key: string }[]).map(({ key }) => key);
  };
  const here = await keys(home.dir);
  expect(here).toContain("files__files_write");
  expect(here).not.toContain("web__web_fetch");
  expect(here).not.toContain("files__files_delete");
  expect(await keys(home.home)).toContain("web__web_fetch");
}, 30_000);

test("a project's budget counts where it is lower than the run's", async () => {
  await using home = testHome();
  project(home.dir, { run: { budget: { steps: 2 } } });
  const read = (id: string) => ({
    id,
    do: { tool: { server: "files", name: "files_list", args: {} } },
    expect: [{ matches: { properties: { path: { const: "." } }, required: ["path"] } }],
  });
  const plan = home.plan("three", { goal: "g", steps: [read("a"), read("b"), read("c")] });
  for (const budget of ["steps=9", "steps=1"]) {
    const ended = await home.run(["run", "--plan", plan, "--budget", budget]);
    expect(ended.exitCode).toBe(5);
    expect(ended.stdout).toContain(`budget of ${budget === "steps=1" ? 1 : 2} steps`);
  }
}, 30_000);

test("a cloned repository starts nothing: what a project may not say refuses the run, untouched", async () => {
  await using home = testHome();
  const started = join(home.dir, "started");
  project(home.dir, { servers: { evil: { command: "touch", args: [started] } } });
  const ended = await home.run(["tools", "ls"]);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toMatch(/glassbox.config.json: "servers" is no setting/);
  expect(existsSync(started)).toBe(false);
}, 30_000);

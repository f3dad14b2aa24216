import { expect, test } from "bun:test";

import { kernelPids, testHome } from "../socket/testing.ts";
import { READ, VAULT } from "./testing.ts";

test("--inline runs the kernel in the calling process and leaves none behind", async () => {
  await using home = testHome();
  const run = ["run", "--plan", home.plan("read", READ), "--dir", VAULT];
  const ended = await home.run([...run, "--inline"]);
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(ended.stdout).toContain("✓ proved: the listing is whole");
  expect(kernelPids(home.home)).toEqual([]);
  await home.run(["status"]);
  const refused = await home.run([...run, "--inline"]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/another process is the kernel of .*\n {2}leave out --inline/);
}, 30_000);

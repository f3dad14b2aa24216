import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";

import { homePaths } from "./home.ts";
import { takeLock } from "./lock.ts";
import { testHome } from "./testing.ts";

const HOLD = `
import { takeLock } from "${import.meta.dir}/lock.ts";
const lock = takeLock(process.argv[1]);
console.log(lock ? "taken" : "held elsewhere");
for (let i = 0; i < 20; i++) { Bun.gc(true); await Bun.sleep(1); }
console.log("still there");
await Bun.stdin.text();
`;

function holder(path: string) {
  const child = Bun.spawn([process.execPath, "-e", HOLD, path], { stdin: "pipe", stdout: "pipe" });
  const reader = child.stdout.getReader();
  return {
    child,
    async line() {
      return new TextDecoder().decode((await reader.read()).value).trim();
    },
  };
}

test("the lock has one holder, outlives garbage collection, and dies with its process", async () => {
  await using fixture = testHome();
  mkdirSync(fixture.home);
  const path = homePaths(fixture.home).lock;
  const first = holder(path);
  expect(await first.line()).toBe("taken");
  expect(await first.line()).toBe("still there");
  expect(takeLock(path)).toBeNull();
  const second = holder(path);
  expect(await second.line()).toBe("held elsewhere");
  second.child.kill();
  first.child.kill("SIGKILL");
  await first.child.exited;
  const mine = takeLock(path);
  expect(mine).not.toBeNull();
  expect(takeLock(path)).toBeNull();
  mine!.release();
  const again = takeLock(path);
  expect(again).not.toBeNull();
  again!.release();
});

test("a lock file that is none says so, with the mend", async () => {
  await using fixture = testHome();
  mkdirSync(fixture.home);
  const path = homePaths(fixture.home).lock;
  writeFileSync(path, "this is no database at all, but long enough to look like one".repeat(20));
  expect(() => takeLock(path)).toThrow(/kernel.lock cannot be locked/);
  expect(() => takeLock("/nowhere/kernel.lock")).toThrow(/cannot be locked/);
});

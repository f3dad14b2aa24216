import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { spawn } from "node:child_process";
import { ParentWatch } from "./parent-watch.ts";
import { groupLives, killGroup } from "./process-group.ts";
import { processesOf, until } from "./testing.ts";

setDefaultTimeout(30_000);

const groups: number[] = [];
afterEach(() => groups.splice(0).forEach(killGroup));

/** A group of two that ignores polite signals. */
async function stubbornGroup(): Promise<number> {
  const script = "trap '' TERM; sleep 1000 & echo; sleep 1000";
  const child = spawn("/bin/sh", ["-c", script], { detached: true });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const group = child.pid ?? 0;
  groups.push(group);
  return group;
}

const isGone = async (group: number) => (await processesOf(group)).length === 0;

test("the groups that are guarded end with the watch, those that were released do not", async () => {
  const watch = new ParentWatch();
  const [guarded, released, never] = [
    await stubbornGroup(),
    await stubbornGroup(),
    await stubbornGroup(),
  ];
  await watch.guard(guarded);
  await watch.guard(released);
  watch.release(released);
  watch.release(never);
  await watch.close();
  await until(() => isGone(guarded));
  expect([groupLives(released), groupLives(never)]).toEqual([true, true]);
});

test("a watcher that somebody kills is replaced, and the new one guards the same groups", async () => {
  const watch = new ParentWatch();
  const group = await stubbornGroup();
  await watch.guard(group);
  const first = watch.pid() ?? 0;
  process.kill(first, "SIGKILL");
  await until(() => watch.pid() !== undefined && watch.pid() !== first);
  expect(groupLives(group)).toBe(true);
  await watch.close();
  await until(() => isGone(group));
});

test("polite signals do not reach the watcher: it leads a group of its own", async () => {
  const watch = new ParentWatch();
  await watch.guard(await stubbornGroup());
  const watcher = watch.pid() ?? 0;
  expect(watcher).toBeGreaterThan(0);
  expect(await processesOf(watcher)).toEqual([String(watcher)]);
  await watch.close();
  await until(() => isGone(watcher));
});

test("a closed watch takes no more groups", async () => {
  const watch = new ParentWatch();
  await watch.close();
  await expect(watch.guard(await stubbornGroup())).rejects.toThrow("closed");
});

import { afterAll, afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// A real process that holds a matcher and is killed.
setDefaultTimeout(30_000);

const top = mkdtempSync(join(tmpdir(), "regex-test-"));
const groups: number[] = [];
afterEach(() => {
  for (const group of groups.splice(0)) {
    try {
      process.kill(-group, "SIGKILL");
    } catch {
      // Nobody of the group is left, which is what the tests are about.
    }
  }
});
afterAll(() => rmSync(top, { recursive: true }));

/** Living processes of a group; a zombie does not live. */
async function membersOf(group: number): Promise<number[]> {
  const listing = await Bun.$`ps -A -o pid= -o pgid= -o stat=`.text();
  return listing.split("\n").flatMap((line) => {
    const [pid, own, state] = line.trim().split(/\s+/);
    return Number(own) === group && !state?.startsWith("Z") ? [Number(pid)] : [];
  });
}

/** The one that runs the expression. */
async function childOf(group: number): Promise<number> {
  for (const pid of await membersOf(group)) {
    const command = await Bun.$`ps -o args= -p ${pid}`.text();
    if (command.includes("regex-child") && !command.startsWith("/bin/sh")) return pid;
  }
  throw new Error("no process runs the expression");
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(10);
}

/** Starts the leader of a group, which matches an expression that backtracks without end and then does `next`. */
async function startHolder(next: string): Promise<number> {
  const script = join(top, `${crypto.randomUUID()}.ts`);
  writeFileSync(
    script,
    `import { createLineMatcher } from ${JSON.stringify(join(import.meta.dir, "regex.ts"))};
    const matcher = createLineMatcher("(a+)+b", true, new AbortController().signal);
    await matcher.match(["ab"]);
    const endless = matcher.match(["a".repeat(40)]).catch(() => {});
    console.log("ready");
    await new Promise((resolve) => process.stdin.once("data", resolve));
    ${next}
    console.log("done");
    setInterval(() => {}, 1000);`,
  );
  const holder = spawn(process.execPath, [script], {
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  groups.push(holder.pid ?? 0);
  const said = (word: string) =>
    new Promise<void>((resolve) => {
      holder.stdout.on("data", (chunk: Buffer) => chunk.toString().includes(word) && resolve());
    });
  await said("ready");
  // Itself, the child that runs the expression, and the shell that watches.
  expect(await membersOf(holder.pid ?? 0)).toHaveLength(3);
  const done = said("done");
  holder.stdin.write("go\n");
  if (next !== "") await done;
  return holder.pid ?? 0;
}

test("a child that does nothing more is killed with the process that asked for it", async () => {
  const holder = await startHolder("");
  // One that is stopped does nothing by itself, also not when its channel is gone.
  process.kill(await childOf(holder), "SIGSTOP");
  process.kill(holder, "SIGKILL");
  await until(async () => (await membersOf(holder)).length === 0);
});

test("a matcher that is disposed of, even twice, leaves neither its child nor the shell beside it", async () => {
  const holder = await startHolder(
    "matcher[Symbol.dispose](); await Bun.sleep(50); matcher[Symbol.dispose](); await endless;",
  );
  await until(async () => (await membersOf(holder)).length === 1);
  expect(await membersOf(holder)).toEqual([holder]);
});

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { until } from "./testing.ts";

// Real kernels, killed with SIGKILL; servers that nothing but SIGKILL ends, each with a child like itself.
setDefaultTimeout(60_000);

const marker = `orphans-${crypto.randomUUID()}`;
const top = mkdtempSync(`${tmpdir()}/orphans-`);
beforeAll(async () => void (await Bun.$`mkfifo ${top}/fifo`));
afterAll(() => rmSync(top, { recursive: true }));

/** Living processes whose command line holds the text. */
async function processesWith(text: string): Promise<number[]> {
  const listing = await Bun.$`ps -A -o pid= -o stat= -o args=`.text();
  return listing
    .split("\n")
    .filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number(line.trim().split(/\s+/)[0]));
}

function startKernel(servers: number, orphans: "killed" | "left") {
  const script = `${import.meta.dir}/fixture-kernel.ts`;
  const args = [script, marker, `${top}/fifo`, String(servers), orphans];
  return Bun.spawn([process.execPath, ...args], { stdin: "ignore", stderr: "inherit" });
}

/** Resolves when every server of the kernel has answered a call. */
async function hasCalled({ stdout }: ReturnType<typeof startKernel>): Promise<void> {
  const reader = stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  expect(new TextDecoder().decode(value)).toStartWith("called\n");
}

async function kill(kernel: ReturnType<typeof startKernel>): Promise<void> {
  kernel.kill("SIGKILL");
  await kernel.exited;
}

/** Nothing of the kernel is left: no server, no child of one, no watcher. */
async function leavesNothing(kernel: ReturnType<typeof startKernel>): Promise<void> {
  await until(async () => (await processesWith(`glassbox-watch ${kernel.pid}`)).length === 0);
}

describe("a kernel that is killed", () => {
  test("leaves no process in 200 cycles of connect, call and kill", async () => {
    expect(await processesWith(marker)).toEqual([]);
    const kernels = 20;
    const servers = 10;
    const begun: number[] = [];
    const work = async (): Promise<void> => {
      while (begun.length < kernels) {
        begun.push(begun.length);
        const kernel = startKernel(servers, "killed");
        await hasCalled(kernel);
        // Between two calls, in one, while another is written.
        await Bun.sleep(Math.random() * 20);
        await kill(kernel);
        await leavesNothing(kernel);
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(begun.length * servers).toBe(200);
    await until(async () => (await processesWith(marker)).length === 0);
  });

  test("leaves no process of the servers that it was just about to start", async () => {
    let begun = 0;
    for (let round = 0; round < 8; round += 1) {
      const kernel = startKernel(10, "killed");
      // Spread over the time in which the servers are spawned, guarded and let go: the kernel, two for each server.
      await until(async () => (await processesWith(marker)).length > 1 + 2 * round);
      begun = Math.max(begun, (await processesWith(marker)).length);
      await kill(kernel);
      await leavesNothing(kernel);
      await until(async () => (await processesWith(marker)).length === 0);
    }
    expect(begun).toBeGreaterThan(1);
  });

  test("leaves all of them without the watch: it is what ends them", async () => {
    const kernel = startKernel(3, "left");
    await hasCalled(kernel);
    await kill(kernel);
    const left = await processesWith(marker);
    expect(left).toHaveLength(6);
    for (const pid of left) process.kill(pid, "SIGKILL");
    await until(async () => (await processesWith(marker)).length === 0);
  });
});

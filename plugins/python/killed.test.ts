import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { newHome } from "../../bench/support/kernel.ts";

setDefaultTimeout(180_000);

const FIXTURE = join(import.meta.dir, "../../bench/support/killed-program.ts");

/** Longer than any life takes, also on a busy machine. */
const LIFE_MS = 60_000;

interface Ended {
  readonly signal: string | number | null;
  readonly said: string;
}

async function live(home: string, after: number, items: number, more: string[]): Promise<Ended> {
  const args = [FIXTURE, home, String(after), String(items), ...more];
  const child = Bun.spawn([process.execPath, ...args], {
    stdout: "pipe",
    stderr: "pipe",
    timeout: LIFE_MS,
    killSignal: "SIGTERM",
  });
  const [said, wrong] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  if (child.signalCode === "SIGTERM") throw new Error(`a life came to no end: ${said}${wrong}`);
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(wrong);
  return { signal: child.signalCode, said };
}

/** Lives until the run is over; how often its kernel was killed, and what has rung. */
async function lives(items: number, inTool: string, interpreter: "real" | "stand-in") {
  using home = newHome();
  let killed = 0;
  let last: Ended = { signal: "SIGKILL", said: "" };
  for (let life = 0; last.signal !== null && life < 60; life++) {
    // At every place: before, between and after intents, answers, asks and claims.
    last = await live(home.path, 12 + ((life * 7) % 19), items, [inTool, interpreter]);
    if (last.signal === "SIGKILL") killed += 1;
    const rung = rungIn(home.path);
    // Said at once: a program that begins anew in each life comes to no end.
    expect(rung).toEqual([...new Set(rung)]);
  }
  expect(last.said).toContain('"standing":"finished"');
  return { killed, rung: rungIn(home.path) };
}

function rungIn(home: string): string[] {
  const path = join(home, "effects");
  const lines = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  return lines.map((line) => line.split(" ")[0]!);
}

test("a program whose kernel is killed again and again makes each effect once, and all of them", async () => {
  const { killed, rung } = await lives(6, "1,4", "stand-in");
  expect(rung).toEqual(["0", "1", "2", "3", "4", "5"]);
  expect(killed).toBeGreaterThan(4);
});

test("so does a real program in the sandbox", async () => {
  const { killed, rung } = await lives(3, "1", "real");
  expect(rung).toEqual(["0", "1", "2"]);
  expect(killed).toBeGreaterThan(1);
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { newHome } from "../../bench/support/kernel.ts";

setDefaultTimeout(180_000);

const FIXTURE = join(import.meta.dir, "fixture-killed.ts");

interface Ended {
  readonly signal: string | number | null;
  readonly said: string;
}

async function live(home: string, after: number, items: number, inTool = ""): Promise<Ended> {
  const args = [FIXTURE, home, String(after), String(items), inTool];
  const child = Bun.spawn([process.execPath, ...args], { stdout: "pipe", stderr: "pipe" });
  const [said, wrong] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  await child.exited;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(wrong);
  return { signal: child.signalCode, said };
}

test("a program whose kernel is killed again and again makes each effect once, and all of them", async () => {
  using home = newHome();
  const items = 6;
  let killed = 0;
  let last: Ended = { signal: "SIGKILL", said: "" };
  for (let life = 0; last.signal !== null && life < 60; life++) {
    // At every place: before, between and after intents, answers, asks and claims.
    last = await live(home.path, 12 + ((life * 7) % 19), items, "1,4");
    if (last.signal === "SIGKILL") killed += 1;
  }
  expect(last.said).toContain('"standing":"finished"');
  const rung = readFileSync(join(home.path, "effects"), "utf8").trim().split("\n");
  expect(rung.map((line) => line.split(" ")[0]!)).toEqual(["0", "1", "2", "3", "4", "5"]);
  expect(killed).toBeGreaterThan(4);
});

import { expect, setDefaultTimeout, test } from "bun:test";

import { live } from "./lives.ts";
import { sample } from "./matrix.ts";
import { trial } from "./trial.ts";

// Other processes start and end here, on a machine that may be busy.
setDefaultTimeout(60_000);

const afterEffect = { at: "after", step: "s1" } as const;

test.each(["probe", "once"] as const)(
  "without the guard of effect classes, a kill after the effect makes a %s happen twice",
  async (kind) => {
    const task = { kind, steps: 2, seed: 1, server: "inside" } as const;
    const guarded = await trial(task, [afterEffect]);
    expect([guarded.kills, guarded.duplicates, guarded.missing]).toEqual([1, 0, 0]);
    const unguarded = await trial(task, [afterEffect], { guard: "off" });
    expect([unguarded.kills, unguarded.duplicates, unguarded.missing]).toEqual([1, 1, 0]);
  },
);

test("a point that a life does not come to is no kill", async () => {
  const never = { at: "commit", event: 10_000 } as const;
  const found = await trial({ kind: "keyed", steps: 2, seed: 1, server: "inside" }, [never]);
  expect(found).toMatchObject({ kills: 0, duplicates: 0, missing: 0, faults: [] });
});

test("recovery may be killed too, again and again", async () => {
  const task = { kind: "keyed", steps: 2, seed: 1, server: "inside" } as const;
  const kills = [afterEffect, { at: "commit", event: 1 }, { at: "append", event: 2 }, afterEffect];
  const found = await trial(task, kills as Parameters<typeof trial>[1]);
  expect(found).toMatchObject({ kills: 4, duplicates: 0, missing: 0, faults: [] });
});

test("a life that fails by itself is neither a kill nor an end", async () => {
  const fails = ["-e", 'console.error("no disk today"); process.exit(3)'];
  const found = await live([fails], JSON.parse);
  expect(found).toEqual({ kills: 0, ending: null, said: "exit 3: no disk today" });
});

test("only SIGKILL counts, and the last life must not be killed", async () => {
  const isKilled = ["-e", 'process.kill(process.pid, "SIGKILL")'];
  const ends = ["-e", 'console.log(JSON.stringify("at the end"))'];
  const terminated = ["-e", 'process.kill(process.pid, "SIGTERM"); await Bun.sleep(10_000)'];
  expect(await live([isKilled, isKilled, ends], JSON.parse)).toEqual({
    kills: 2,
    ending: "at the end",
    said: "",
  });
  expect(await live([isKilled], JSON.parse)).toMatchObject({ kills: 1, ending: null });
  expect(await live([terminated], JSON.parse)).toMatchObject({ kills: 0, said: "SIGTERM: " });
});

test("a sample is drawn without repetition, and the same for the same seed", () => {
  const all = Array.from({ length: 40 }, (_, index) => index);
  const drawn = sample(all, 10, 7);
  expect(new Set(drawn).size).toBe(10);
  expect(sample(all, 10, 7)).toEqual(drawn);
  expect(sample(all, 10, 8)).not.toEqual(drawn);
  expect(sample(all, 50, 7)).toEqual(all);
});

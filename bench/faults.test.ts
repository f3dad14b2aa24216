import { beforeAll, describe, expect, test } from "bun:test";

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { CONTROL, FAULTS } from "./faults/catalogue/index.ts";
import { type Ending, type Fault, outcomeOf, shortfall, type Verdict } from "./faults/fault.ts";
import { figuresOf } from "./faults/figures.ts";
import { runFaults } from "./faults/run-faults.ts";

const LANES = 2;

describe("whatever goes wrong, a run ends right or says why it does not:", () => {
  const faults = FAULTS.filter(({ needs }) => needs === undefined);
  let verdicts: ReadonlyMap<string, Verdict>;
  beforeAll(async () => {
    verdicts = await runFaults([CONTROL, ...faults], LANES, () => {});
  }, 300_000);

  test("nothing", () => {
    expect(shortfall(verdicts.get(CONTROL.name)!, "control")).toBeNull();
  });

  test.each(faults.map(({ name }) => name))("%s", (name) => {
    expect(shortfall(verdicts.get(name)!)).toBeNull();
  });

  test("the figures are counted over all of them", () => {
    const {
      faults: struck,
      right,
      stopped,
      ...rest
    } = figuresOf([...verdicts.values()].filter((one) => one.name !== CONTROL.name));
    expect(struck).toBe(faults.length);
    expect(right! + stopped!).toBe(faults.length);
    expect(Object.values(rest).filter((figure) => figure !== 0)).toEqual([]);
  });
});

test("every fault has its place and its bar in docs/faults.md", () => {
  const rows = readFileSync(join(import.meta.dir, "../docs/faults.md"), "utf8").split("\n");
  const told = (fault: Fault) =>
    rows.some((row) => row.includes(`\`${fault.name}\``) && row.includes(`| ${fault.bar} |`));
  expect(FAULTS.filter((fault) => !told(fault)).map(({ name }) => name)).toEqual([]);
  expect(new Set(FAULTS.map(({ name }) => name)).size).toBe(FAULTS.length);
});

describe("how a fault is judged", () => {
  const end: Ending = { said: "done", reason: "all holds", isTrue: true, ledger: "intact" };
  const verdict: Verdict = {
    name: "x",
    bar: "safe",
    outcome: "stopped",
    reason: "the line is busy",
    struck: 1,
    ledger: "intact",
    twice: 0,
    left: 0,
    milliseconds: 1,
  };

  test("who says done is measured by the world", () => {
    expect([outcomeOf(end), outcomeOf({ ...end, isTrue: false })]).toEqual(["right", "wrongDone"]);
  });

  test("who stops without a word hangs", () => {
    expect(outcomeOf({ ...end, said: "stopped", reason: "the line is busy" })).toBe("stopped");
    expect(outcomeOf({ ...end, said: "stopped", reason: "" })).toBe("hang");
  });

  test("stopping is enough only where nothing better can be done", () => {
    expect(shortfall(verdict)).toBeNull();
    expect(shortfall({ ...verdict, bar: "right" })).toBe("it stopped: the line is busy");
    expect(shortfall({ ...verdict, bar: "right", outcome: "right" })).toBeNull();
  });

  test.each([
    ["a fault that did not strike", { struck: 0 }, "the fault did not strike"],
    ["a broken ledger", { ledger: "broken" }, "the ledger is broken"],
    ["an effect that happened twice", { twice: 1 }, "1 effects happened twice"],
    ["a process that is left behind", { left: 2 }, "2 processes were left behind"],
    ["a hang", { outcome: "hang" }, "hang: the line is busy"],
    ["a done that is not so", { outcome: "wrongDone" }, "wrongDone: the line is busy"],
  ] as const)("%s is never good enough", (_, changed, words) => {
    expect(shortfall({ ...verdict, bar: "safe", ...changed })).toBe(words);
  });

  test("a fault that takes its kernel's process down is a hang, and those after it are played", async () => {
    const unknown = { ...CONTROL, name: "a fault that nobody has written" };
    const verdicts = await runFaults([unknown, CONTROL], 1, () => {});
    expect(verdicts.get(unknown.name)).toMatchObject({ outcome: "hang" });
    expect(verdicts.get(unknown.name)!.reason).toContain("the kernel's process is gone");
    expect(verdicts.get(CONTROL.name)).toMatchObject({ outcome: "right" });
  }, 60_000);
});

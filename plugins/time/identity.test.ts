import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { randomHistory } from "../../bench/support/random-events.ts";
import type { FoldEvent } from "../../kernel/event.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { initialRunState, type RunState } from "../../kernel/fold/run-state.ts";
import { canonicalize, type JsonValue } from "../../kernel/json.ts";

const thought = (state: RunState) =>
  canonicalize({ ...state, bseq: 0, updatedAt: 0 } as unknown as JsonValue);
const fold = (events: readonly FoldEvent[]) =>
  events.reduce((state, event) => foldRun(state, event), initialRunState("r"));

test("a rewind that is taken back leaves any state as it was", () => {
  const property = fc.property(randomHistory(), (events) => {
    const at = events.length;
    const data = { run: "r", from: "r", at, by: "person", undo: true };
    const last = events.at(-1) ?? { id: "", hlc: 0, actor: "", branch: "r" };
    const back = { ...last, type: "run.rewound", version: 1, data, bseq: at + 1 } as FoldEvent;
    expect(thought(fold([...events, back]))).toBe(thought(fold(events)));
  });
  fc.assert(property, { numRuns: 1000 });
});

test("what is rewound is at work again, with nothing approved and no effect that has an id", () => {
  const property = fc.property(randomHistory(), (events) => {
    const at = events.length;
    const data = { run: "r", from: "r", at, by: "person", undo: false };
    const event = { type: "run.rewound", version: 1, data, bseq: at + 1, id: "x", hlc: 1 };
    const state = fold([...events, { ...event, actor: "", branch: "b" }]);
    expect([state.outcome, state.stop]).toEqual([null, null]);
    const asks = Object.values(state.asks).filter(({ kind }) => kind === "approval");
    expect(asks.filter(({ answer }) => answer !== null)).toEqual([]);
    const open = Object.values(state.plan?.steps ?? {}).filter(({ status }) => status === "open");
    expect(open.filter(({ key }) => key !== "")).toEqual([]);
  });
  fc.assert(property, { numRuns: 1000 });
});

const NAMES = ["a.md", "b/c.md", "b/d/e.md"];
const writing = fc.array(
  fc.record({
    path: fc.constantFrom(...NAMES),
    content: fc.string({ maxLength: 20 }).map((text) => `- ${text}`),
  }),
  { minLength: 1, maxLength: 5 },
);

function bytesIn(folder: string): Record<string, string> {
  const names = (readdirSync(folder, { recursive: true }) as string[]).toSorted();
  return Object.fromEntries(
    names.map((name) => {
      try {
        return [name, readFileSync(join(folder, name), "base64")];
      } catch {
        return [name, "folder"];
      }
    }),
  );
}

test("a run that is rewound with its files to any event, and back, is as it was", async () => {
  const property = fc.asyncProperty(writing, fc.nat(), async (files, where) => {
    await using house = await openHouse();
    const steps = files.map((args, at) =>
      call(`s${at}`, "files__files_write", args, { after: at === 0 ? [] : [`s${at - 1}`] }),
    );
    const { run } = await house.run({ steps }, { allow: ["files__*"] });
    const before = [bytesIn(house.dir), thought(house.state(run))];
    const from = house.events(run).find(({ type }) => type === "plan.accepted")!.bseq;
    const at = from + (where % (house.state(run).bseq - from));
    await house.call("run.rewind", { run: `${run}@${at}`, files: true });
    const contents = Object.fromEntries(
      house
        .events(run)
        .filter(({ data, bseq }) => data?.["at"] === "after" && bseq <= at)
        .map((_, index) => [files[index]!.path, files[index]!.content]),
    );
    for (const name of NAMES) {
      const wanted = contents[name];
      const found = bytesIn(house.dir)[name];
      expect(found).toBe(
        wanted === undefined ? undefined! : Buffer.from(wanted).toString("base64"),
      );
    }
    await house.call("run.undo", {});
    expect([bytesIn(house.dir), thought(house.state(run))]).toEqual(before);
  });
  await fc.assert(property, { numRuns: 25 });
}, 60_000);

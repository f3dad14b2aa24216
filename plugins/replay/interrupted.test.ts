import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { postServer } from "../../bench/support/post-server.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import type { JsonObject } from "../../kernel/json.ts";

// Another process starts and ends here, on a machine that may be busy.
setDefaultTimeout(60_000);

const OUTSIDE = new Set([
  "ask.answered",
  "grant.given",
  "stop.requested",
  "run.rewound",
  "run.forked",
  "time.told",
]);

const outboxOf = (home: string) => join(home, "outbox");
const reopen = (home: string) => openHouse({ home, servers: [postServer(outboxOf(home))] });

/** Lets a kernel in a process of its own run a plan, and kills it once `enough` of a type are on record, and `also`. */
async function killedAt(
  home: string,
  plan: JsonObject,
  [type, enough]: readonly [string, number],
  also = () => true,
) {
  const script = join(import.meta.dir, "../../bench/support/crash-child.ts");
  const child = Bun.spawn([process.execPath, script, home, outboxOf(home), JSON.stringify(plan)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  let said = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk;
    if (said.split(`${type} `).length - 1 < enough) continue;
    while (!also()) await Bun.sleep(5);
    child.kill("SIGKILL");
    break;
  }
  await child.exited;
  return /run\.started \S+ (\S+)/.exec(said)![1]!;
}

async function expectSame(house: House, run: string): Promise<void> {
  const { difference, compared, events } = await replayed(house, run);
  expect(difference).toBeNull();
  const tree = [...house.kernel.ledger.readTree(run)];
  expect(events).toBe(tree.length);
  // A first grant is given with the goal; later ones come from outside, as what is set in a fork does.
  expect(compared).toBeGreaterThanOrEqual(tree.filter(({ type }) => !OUTSIDE.has(type)).length - 6);
}

test("a run whose kernel was killed, and that another kernel finished", async () => {
  using home = newHome();
  const steps = Array.from({ length: 12 }, (_, n) =>
    call(
      `s${n}`,
      "post__look",
      { n },
      { after: n > 3 ? [`s${n - 4}`] : [], expect: [has("n", n)] },
    ),
  );
  const run = await killedAt(home.path, { steps }, ["tool.finished", 5]);
  await using house = await reopen(home.path);
  await expectSame(house, run);
  await house.call("run.resume", { run });
  expect((await house.settled(run)).outcome).toBe("done");
  expect(house.events(run).filter(({ type }) => type === "run.claimed").length).toBe(2);
  await expectSame(house, run);
});

test("a letter that was on its way when the kernel was killed, and what a person said of it", async () => {
  using home = newHome();
  const plan = { steps: [call("send", "post__send", { letter: "dear Ines" })] };
  const isOut = () =>
    existsSync(outboxOf(home.path)) && readFileSync(outboxOf(home.path)).length > 0;
  const run = await killedAt(home.path, plan, ["tool.intended", 1], isOut);
  await using house = await reopen(home.path);
  await house.call("run.resume", { run });
  const { asks } = await house.settled(run);
  await house.call("run.answer", { run, ask: asks[0]!["ask"] ?? "", value: "happened" });
  await house.settled(run);
  await expectSame(house, run);
  // It was sent once, and not by a replay.
  expect(readFileSync(outboxOf(home.path), "utf8")).toBe("dear Ines\n");
});

test("a run that rested, one that a person took back, and one that goes on otherwise", async () => {
  const world = createWorld({ slow: { run: async () => (await Bun.sleep(60), { ok: true }) } });
  await using house = await openHouse({ servers: [world.server] });
  const look = (id: string, after: readonly string[] = []) =>
    call(id, "world__look", { name: id }, { after, expect: [has("name", id)] });
  const run = await house.start(
    {
      steps: [
        call("slow", "world__slow"),
        look("b", ["slow"]),
        call("put", "world__put", { name: "lamp", value: "on" }, { after: ["b"] }),
        look("c", ["put"]),
      ],
    },
    { allow: ["world__put"] },
  );
  await house.call("run.pause", { run });
  await house.settled(run);
  await house.call("run.resume", { run });
  expect((await house.settled(run)).standing).toBe("finished");
  await expectSame(house, run);

  const at = house.events(run).find(({ data }) => data?.["step"] === "b")!.bseq;
  await house.call("run.rewind", { run: `${run}@${at - 1}` });
  await house.call("run.resume", { run });
  await house.settled(run);
  await expectSame(house, run);

  const set = [{ path: "facts.colour", value: "red" }];
  const fork = await house.call<{ run: string }>("run.fork", { run: `${run}@${at - 1}`, set });
  await house.settled(fork.run);
  // A fork is of the tree that it was made in: that is what is done again.
  const { run: root, difference } = await replayed(house, fork.run);
  expect([root, difference]).toEqual([run, null]);
});

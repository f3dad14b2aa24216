import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { createWorld } from "../../bench/support/world-server.ts";
import { sha256 } from "../../kernel/json.ts";

// Second houses are built here, on a machine that may be busy.
setDefaultTimeout(60_000);

const FOREIGN = {
  name: "foreign",
  transport: "stdio",
  rooted: false,
  trusted: false,
  command: process.execPath,
  args: [join(import.meta.dir, "../../mcp/hub/fixture-server.ts")],
  env: {},
  effects: { structured: "read" },
} as const;

/** Every file of a folder with the hash of its bytes. */
function bytesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => statSync(path).isFile());
  return Object.fromEntries(files.map((path) => [path, sha256(readFileSync(path))]));
}

test("a replay starts no process, opens no connection, and calls no tool", async () => {
  const world = createWorld();
  await using house = await openHouse({ servers: [world.server, FOREIGN] });
  const { run, outcome } = await house.run(
    {
      steps: [
        call("f", "foreign__structured", { text: "hi" }, { expect: [has("args", { text: "hi" })] }),
        call("p", "world__put", { name: "lamp", value: "on" }, { after: ["f"] }),
        call("l", "world__look", { name: "lamp" }, { after: ["p"], expect: [has("value", "on")] }),
      ],
    },
    { allow: ["world__put", "foreign__structured"] },
  );
  expect(["done", "incomplete"]).toContain(outcome!);
  await house.hub.stop("foreign");
  const calls = world.calls.length;
  const closed = () => {
    throw new Error("the network is closed");
  };
  const doors = [
    spyOn(globalThis, "fetch").mockImplementation(closed as never),
    spyOn(Bun, "spawn").mockImplementation(closed as never),
    spyOn(Bun, "connect").mockImplementation(closed as never),
    spyOn(Bun, "listen").mockImplementation(closed as never),
    spyOn(await import("node:child_process"), "spawn").mockImplementation(closed as never),
    spyOn(await import("node:net"), "connect").mockImplementation(closed as never),
  ];
  try {
    expect((await replayed(house, run)).difference).toBeNull();
    expect(doors.map((door) => door.mock.calls.length)).toEqual(doors.map(() => 0));
  } finally {
    for (const door of doors) door.mockRestore();
  }
  expect(world.calls.length).toBe(calls);
  const foreign = house.hub.status().find(({ server }) => server === "foreign");
  expect(foreign?.state).not.toBe("ready");
});

test("a replay writes nothing, into the ledger or beside it, whatever it finds", async () => {
  await using house = await openHouse();
  const write = (path: string, content: string) =>
    call(path[0]!, "files__files_write", { path, content });
  const { run } = await house.run(
    { steps: [write("a.txt", "1\n"), write("b.txt", "2\n")] },
    { yes: true },
  );
  const folder = join(house.home, "home");
  // What is under way in the log of the ledger is written down first.
  await house.call("run.replay", { run });
  const before = [house.kernel.ledger.lastRow(), bytesIn(folder), bytesIn(house.dir)];
  expect((await replayed(house, run)).difference).toBeNull();
  expect([house.kernel.ledger.lastRow(), bytesIn(folder), bytesIn(house.dir)]).toEqual(before);
});

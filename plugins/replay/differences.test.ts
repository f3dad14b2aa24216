import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import {
  type House,
  type HouseOptions,
  newHome,
  openHouse,
  pluginOf,
} from "../../bench/support/kernel.ts";
import { call, has } from "../../bench/support/plan.ts";
import { replayed } from "../../bench/support/replayed.ts";
import { type ServedTool, toolServer } from "../../bench/support/tool-server.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { scriptedPlugin } from "../model-scripted/index.ts";
import type { Replay } from "./verb.ts";

// Second houses are built here, on a machine that may be busy.
setDefaultTimeout(60_000);

const steps = [
  call("one", "shop__look", { name: "lamp" }, { expect: [has("name", "lamp")] }),
  call("two", "shop__look", { name: "$one.name" }, { expect: [has("name", "lamp")] }),
];

const looking = (more: Partial<ServedTool> = {}): ServedTool => ({
  run: ({ name }) => ({ name: name ?? null }),
  ...more,
});

const shop = (tool: ServedTool) => toolServer("shop", { look: tool });

/** A house whose replays can be given another record. */
async function openEditing(options: HouseOptions) {
  let host: Host | undefined;
  const spy = pluginOf("spy", (given) => void (host ??= given));
  const house = await openHouse({ ...options, plugins: [...(options.plugins ?? []), spy] });
  const replay: Replay = (run, more) =>
    host!.provided<Replay>("replay").get("replay")!(run, { patience: 300, ...more });
  return { house, replay };
}

const withData = (event: LedgerEvent, data: JsonObject): LedgerEvent => ({
  ...event,
  data: { ...event.data, ...data },
});

test("an answer of a tool that was edited: the first event that would be another is named", async () => {
  const { house, replay } = await openEditing({ servers: [shop(looking())] });
  await using _ = house;
  const { run } = await house.run({ steps });
  const edit = (event: LedgerEvent) =>
    event.type === "tool.finished" && event.data?.["step"] === "one"
      ? withData(event, { view: { name: "door" } })
      : event;
  const { difference } = await replay(run, { edit });
  expect(difference).toMatchObject({ type: "expect.met", step: "one", recorded: "expect.met" });
  expect(difference!.now).toContain("expect.violated");
  const quiet = (event: LedgerEvent) =>
    event.type === "tool.intended" && event.data?.["step"] === "two"
      ? withData(event, { args: { name: "door" } })
      : event;
  expect((await replay(run, { edit: quiet })).difference).toMatchObject({
    type: "tool.intended",
    step: "two",
    path: "args.name",
    recorded: "door",
    now: "lamp",
  });
});

test("an event that stands in the place of another", async () => {
  const { house, replay } = await openEditing({ servers: [shop(looking())] });
  await using _ = house;
  const { run } = await house.run({ steps });
  const other = (event: LedgerEvent) =>
    event.type === "expect.met" && event.data?.["step"] === "one"
      ? { ...event, type: "fact.learned", data: { name: "x", value: 1, source: "", trust: "tool" } }
      : event;
  const { difference } = await replay(run, { edit: other });
  expect(difference).toMatchObject({ type: "fact.learned" });
});

test.each([
  ["its description", { description: "Looks otherwise" }],
  ["its schema", { inputSchema: { type: "object", properties: { name: { type: "string" } } } }],
])("a tool that is another one today, by %s", async (_, change) => {
  using place = newHome();
  let run: string;
  {
    await using house = await openHouse({ home: place.path, servers: [shop(looking())] });
    ({ run } = await house.run({ steps }));
    expect((await replayed(house, run)).difference).toBeNull();
  }
  await using house = await openHouse({ home: place.path, servers: [shop(looking(change))] });
  expect((await replayed(house, run)).difference).toMatchObject({
    event: 5,
    type: "plan.accepted",
    path: "tools.shop__look.hash",
  });
});

test("a tool that is gone", async () => {
  using place = newHome();
  let run: string;
  {
    await using house = await openHouse({ home: place.path, servers: [shop(looking())] });
    ({ run } = await house.run({ steps }));
  }
  await using house = await openHouse({ home: place.path });
  const { difference } = await replayed(house, run);
  expect(difference).toMatchObject({ event: 1, type: "run.started" });
  expect(difference!["now"]).toContain("there is no tool shop__look");
});

const models = {
  name: "models",
  load: async () => (await import("../models/index.ts")).plugin,
};

/** A house in which a model plans what to look for; tools that it does not use may be others. */
function planning(place: string, description: string): Promise<House> {
  return openHouse({
    home: place,
    isBare: true,
    without: ["skills"],
    servers: [
      toolServer("notes", {
        read: looking({
          description: "Reads a note",
          inputSchema: {
            type: "object",
            properties: { name: { type: "string", description: "The note to read" } },
            required: ["name"],
          },
        }),
        print: looking({ description }),
      }),
    ],
    plugins: [models, scriptedPlugin(() => ({ text: "notes_read inbox" }), { parameters: 4e9 })],
    config: { models: { default: "scripted/any", embedder: "none" } },
  });
}

test("a prompt that is another one today, by the place in it", async () => {
  using place = newHome();
  let run: string;
  {
    await using house = await planning(place.path, "Prints a note");
    ({ run } = await house.run(undefined, { goal: 'Read the note "inbox"' }));
    expect((await replayed(house, run)).difference).toBeNull();
  }
  await using house = await planning(place.path, "Prints a note on paper, in colour");
  const { difference } = await replayed(house, run);
  expect(difference).toMatchObject({ type: "model.called" });
  expect(difference!["path"]).toStartWith("prompt.");
  expect(String(difference!["now"])).toContain("in colour");
});

const skill = (answer: string) => `
needs: [files]
access: read
triggers: ["count my notes"]
steps:
  - id: notes
    intent: List the notes
    do: { tool: { server: files, name: files_glob, args: { pattern: "**/*.md" } } }
    expect:
      - matches: { required: [paths], properties: { paths: { type: array, maxItems: 100 } } }
answer: "${answer}"
`;

test("a skill that is another one today", async () => {
  await using house = await openHouse();
  const folder = join(house.home, "home", "tenants", "default", "skills", "count-notes");
  mkdirSync(folder, { recursive: true });
  const text = "---\nname: count-notes\ndescription: Counts notes\n---\n\nCount them.\n";
  writeFileSync(join(folder, "SKILL.md"), text);
  writeFileSync(join(folder, "plan.yaml"), skill("some"));
  const { run } = await house.run(undefined, { goal: "count my notes" });
  expect(house.state(run).outcome).toBe("done");
  expect((await replayed(house, run)).difference).toBeNull();
  writeFileSync(join(folder, "plan.yaml"), skill("some, I think"));
  const { difference } = await replayed(house, run);
  expect(difference).toMatchObject({ type: "plan.accepted" });
});

test("what is not all there any more is refused in words, with nothing begun", async () => {
  await using house = await openHouse({ servers: [shop(looking())] });
  const { run } = await house.run({ steps });
  const { id } = house.events(run).find(({ type }) => type === "tool.finished")!;
  house.kernel.ledger.erase(id);
  const refused = await replayed(house, run).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "usage",
    message: expect.stringContaining("partly erased"),
  });
  expect(await replayed(house, "nobody").catch((error: unknown) => error)).toMatchObject({
    code: "not_found",
  });
});

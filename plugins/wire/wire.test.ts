import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

import { newHome, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Wire, WireMessage } from "../../mcp/wire/index.ts";
import { plugin as secrets } from "../secrets/index.ts";
import { plugin } from "./index.ts";

setDefaultTimeout(30_000);

async function openRecording(home: string, config: JsonObject = {}) {
  let wire: Wire | undefined;
  const house = await openHouse({
    home,
    isBare: true,
    config,
    plugins: [
      { name: "secrets", load: async () => secrets },
      { name: "wire", load: async () => plugin },
      pluginOf("look", (host) => void (wire = host.provided<Wire>("wire").get("recorder"))),
    ],
  });
  const tenant = { subject: "tenant/default" };
  return Object.assign(house, {
    wire: wire!,
    folder: join(home, "home", "tenants", "default", "wire"),
    told: (type: string) =>
      [...house.kernel.ledger.query(tenant)].filter(
        (event) => event.type === `wire.segment.${type}`,
      ),
  });
}

const message = (
  id: number,
  params: object = {},
  over: Partial<WireMessage> = {},
): WireMessage => ({
  hop: "hub",
  peer: "memory",
  connection: "c1",
  direction: "out",
  message: { jsonrpc: "2.0", id, method: "tools/call", params },
  ...over,
});

interface Verdict extends JsonObject {
  readonly ok: boolean;
  readonly faults: readonly { readonly what: string }[];
}

test("the root of what was recorded stands in the ledger, and verify --deep works it out again", async () => {
  using home = newHome();
  {
    await using house = await openRecording(home.path);
    house.wire.record(message(1));
    const read = await house.call("wire.read", { peer: "memory" });
    expect(read["entries"]).toMatchObject([{ id: 1, method: "tools/call", state: "kept" }]);
  }
  await using house = await openRecording(home.path);
  const [sealed] = house.told("sealed");
  expect(sealed!.data).toMatchObject({
    root: expect.stringMatching(/^[0-9a-f]{64}$/),
    entries: 1,
    dropped: 0,
    bytes: expect.any(Number),
  });
  const verify = async () => (await house.call("ledger.verify", { deep: true })) as Verdict;
  expect((await verify()).faults).toEqual([]);
  const [file] = readdirSync(house.folder);
  appendFileSync(join(house.folder, file!), "x");
  expect((await verify()).faults).toMatchObject([{ what: expect.stringContaining("wire: ") }]);
  rmSync(join(house.folder, file!));
  expect((await verify()).faults).toMatchObject([{ what: expect.stringContaining("is gone") }]);
});

test("what a kernel that died left open is sealed by the next one", async () => {
  using home = newHome();
  await using dead = await openRecording(home.path);
  dead.wire.record(message(1));
  await dead.wire.flush();
  const [open] = readdirSync(dead.folder);
  expect(open).toEndWith(".jsonl");
  // The home goes on elsewhere, as it does after a kill.
  using other = newHome();
  await Bun.$`cp -r ${join(home.path, "home")} ${other.path}`;
  await using house = await openRecording(other.path);
  while (house.told("sealed").length === 0) await Bun.sleep(5);
  expect(house.told("sealed")[0]!.data).toMatchObject({ entries: 1 });
  expect(readdirSync(house.folder)).toEqual([`${open}.zst`]);
});

test("old segments go by the configuration, and the ledger says so first", async () => {
  using home = newHome();
  {
    await using house = await openRecording(home.path);
    house.wire.record(message(1));
  }
  await using house = await openRecording(home.path, { wire: { keepMb: 0.000001 } });
  while (house.told("released").length === 0) await Bun.sleep(5);
  const { segments, reason } = house.told("released")[0]!.data!;
  expect({ segments, reason }).toEqual({
    segments: [house.told("sealed")[0]!.data!["segment"]!],
    reason: "size",
  });
  while (readdirSync(house.folder).length > 0) await Bun.sleep(5);
  expect((await house.call<Verdict>("ledger.verify", { deep: true })).faults).toEqual([]);
});

test("what was sealed before a backup was given back is not missed, for a backup holds none of it", async () => {
  using home = newHome();
  {
    await using house = await openRecording(home.path);
    house.wire.record(message(1));
  }
  await using house = await openRecording(home.path);
  rmSync(house.folder, { recursive: true });
  const { origin } = house.kernel.ledger;
  const subject = "tenant/default";
  const stream = { subject, branch: `${subject}@${origin}`, actor: "kernel" };
  const data = { created: "2026-11-21T00:00:00Z", origin, head: { oseq: 1, hash: "" } };
  await house.kernel.ledger.append([{ ...stream, type: "backup.restored", data }]);
  expect((await house.call<Verdict>("ledger.verify", { deep: true })).faults).toEqual([]);
});

test("nothing is recorded when the configuration says so", async () => {
  using home = newHome();
  await using house = await openRecording(home.path, { wire: { record: false } });
  house.wire.record(message(1));
  await house.wire.flush();
  expect(existsSync(house.folder)).toBe(false);
});

test("erasing a run takes what crossed the wire for it, and verify --deep still holds", async () => {
  using home = newHome();
  await using house = await openRecording(home.path);
  const step = call("w", "time__none", {});
  const plan = { goal: "x", steps: [{ ...step, do: { wait: { for: "0s" } } }] };
  const { run } = await house.run(plan as unknown as JsonObject);
  const meta = { "dev.glassbox/run": run };
  house.wire.record(message(1, { _meta: meta, private: true }));
  const answer = { jsonrpc: "2.0", id: 1, result: { content: "private" } };
  house.wire.record(message(1, {}, { direction: "in", message: answer }));
  house.wire.record(message(2, { public: true }));
  expect((await house.call("wire.read", { run }))["entries"]).toHaveLength(2);
  await house.call("runs.erase", { run });
  const { entries } = (await house.call("wire.read", {})) as { entries: readonly JsonObject[] };
  expect(entries.map(({ state }) => state)).toEqual(["erased", "erased", "kept"]);
  expect(house.told("blanked").map(({ data }) => data!["messages"])).toEqual([2]);
  expect((await house.call<Verdict>("ledger.verify", { deep: true })).faults).toEqual([]);
});

describe("what is a secret", () => {
  test("of the home, or stands openly in the configuration of a server, is not in the record", async () => {
    using home = newHome();
    const env = { API_TOKEN: "open-token-1", DEBUG: "verbose" };
    const headers = { Authorization: "Bearer open-token-2" };
    const config = { servers: { a: { command: "x", env }, b: { url: "http://x", headers } } };
    await using house = await openRecording(home.path, config);
    await house.call("secrets.set", { name: "kept", value: "kept-token-3" });
    const said = "open-token-1 open-token-2 kept-token-3 verbose";
    house.wire.record(message(1, { said }));
    const { entries } = (await house.call("wire.read", {})) as { entries: readonly JsonObject[] };
    expect(entries).toMatchObject([
      {
        message: {
          params: { said: "[secret a.API_TOKEN] [secret b.Authorization] [secret kept] verbose" },
        },
        redactions: ["a.API_TOKEN", "b.Authorization", "kept"],
      },
    ]);
    expect(JSON.stringify([...house.kernel.ledger.query({})])).not.toContain("token-3");
  });
});

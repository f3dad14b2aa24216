import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { type Collector, startCollector } from "../../../bench/support/collector.ts";
import { exportedLines } from "../../../bench/support/exports.ts";
import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import { call } from "../../../bench/support/plan.ts";
import type { JsonObject } from "../../../kernel/json.ts";

let place: ReturnType<typeof newHome>;
let collector: Collector;
/** What is said on standard error. */
let said: string[];
let silence: ReturnType<typeof spyOn>;

beforeEach(async () => {
  place = newHome();
  collector = await startCollector(join(place.path, "collected.jsonl"));
  said = [];
  silence = spyOn(console, "error").mockImplementation((line: string) => void said.push(line));
});
afterEach(async () => {
  silence.mockRestore();
  await collector.kill();
  place[Symbol.dispose]();
});

function open(more: JsonObject = {}): Promise<House> {
  const otlp = { endpoint: collector.endpoint, everySeconds: 0.02, ...more };
  return openHouse({ home: place.path, config: { export: { otlp } } });
}

async function look(house: House): Promise<string> {
  const steps = [1, 2, 3].map((n) => call(`s${n}`, "files__files_glob", { pattern: `*${n}` }));
  const { run, outcome } = await house.run({ goal: "look", steps, answer: "" });
  expect(outcome).not.toBeNull();
  return run;
}

/** Spans or logs of the runs as the export of a file has them. */
async function wanted(house: House, name: "Span" | "Log", runs: readonly string[]) {
  const leaf = name === "Span" ? "spans" : "logRecords";
  const found: JsonObject[] = [];
  for (const run of runs) {
    for (const line of await exportedLines(house, run, { form: "otlp" })) {
      const { [`resource${name}s`]: resources = [] } = JSON.parse(line) as Record<string, never[]>;
      for (const resource of resources as Record<string, JsonObject[]>[])
        for (const scope of resource[`scope${name}s`]!)
          found.push(...(scope[leaf] as readonly JsonObject[]));
    }
  }
  return found;
}

const keyOf = (one: JsonObject) =>
  String(one["spanId"]) +
  JSON.stringify(one["timeUnixNano"] ?? "") +
  String(one["eventName"] ?? "");
const byKey = (all: readonly JsonObject[]) =>
  [...new Map(all.map((one) => [keyOf(one), one])).values()].toSorted((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  );

async function untilTold(house: House, runs: readonly string[]): Promise<void> {
  const [spans, logs] = [await wanted(house, "Span", runs), await wanted(house, "Log", runs)];
  const told = () => {
    const known = new Set([...collector.spans(), ...collector.logs()].map(keyOf));
    return [...spans, ...logs].every((one) => known.has(keyOf(one)));
  };
  while (!told()) await Bun.sleep(20);
  const traces = new Set(spans.map(({ traceId }) => traceId));
  const ofRuns = (all: readonly JsonObject[]) =>
    all.filter(({ traceId }) => traces.has(traceId as string));
  expect(byKey(ofRuns(collector.spans()))).toEqual(byKey(spans));
  expect(byKey(ofRuns(collector.logs()))).toEqual(byKey(logs));
}

describe("a collector that the configuration names", () => {
  test("is told every span and log of a run, the same as a file has", async () => {
    await using house = await open();
    await untilTold(house, [await look(house), await look(house)]);
    const paths = new Set(collector.requests().map(({ path }) => path));
    expect(paths).toEqual(new Set(["/v1/traces", "/v1/logs"]));
  }, 20_000);

  test("that is killed and comes back has missed nothing, and no run has waited for it", async () => {
    await using house = await open();
    const runs = [await look(house)];
    await untilTold(house, runs);
    await collector.kill();
    for (let n = 0; n < 4; n++) runs.push(await look(house));
    // The runs are over before it is tried the first time.
    while (said.every((line) => !line.includes("cannot be told now"))) await Bun.sleep(5);
    await collector.start();
    await untilTold(house, runs);
    expect(said.join("\n")).toMatch(/cannot be told now, trying on.*is back/s);
  }, 30_000);

  test("is told after a restart what it was not told before, by a cursor", async () => {
    const runs: string[] = [];
    await collector.kill();
    {
      await using house = await open();
      runs.push(await look(house));
    }
    await collector.start();
    await using house = await open();
    runs.push(await look(house));
    await untilTold(house, runs);
    const cursor = join(house.home, "home/tenants/default/otlp-cursor.json");
    while (JSON.parse(readFileSync(cursor, "utf8")).row < house.kernel.ledger.lastRow())
      await Bun.sleep(20);
  }, 30_000);

  test("that is named later is told what happens from then on", async () => {
    let before: string;
    {
      await using house = await openHouse({ home: place.path });
      before = await look(house);
    }
    await using house = await open();
    await untilTold(house, [await look(house)]);
    const [old] = await wanted(house, "Span", [before]);
    expect(collector.spans().map(({ traceId }) => traceId)).not.toContain(old!["traceId"]);
  }, 20_000);

  test("that is busy is asked again; what it refuses for good is left out and said", async () => {
    collector.answer(503, 429, 400);
    await using house = await open({ logs: false });
    await look(house);
    const last = await look(house);
    const spans = await wanted(house, "Span", [last]);
    while (said.every((line) => !line.includes("answered 400"))) await Bun.sleep(20);
    const known = () => new Set(collector.spans().map(keyOf));
    if (!spans.every((one) => known().has(keyOf(one)))) {
      const next = await look(house);
      const later = await wanted(house, "Span", [next]);
      while (!later.every((one) => known().has(keyOf(one)))) await Bun.sleep(20);
    }
    expect(said.filter((line) => line.includes("answered 503"))).toHaveLength(1);
  }, 20_000);

  test("gets no content and the headers that it needs, their values from the environment", async () => {
    process.env["TEST_COLLECTOR_KEY"] = "key-1";
    const headersEnv = { authorization: "TEST_COLLECTOR_KEY" };
    await using house = await open({ headersEnv });
    const run = await look(house);
    await untilTold(house, [run]);
    expect(collector.requests().every(({ headers }) => headers["authorization"] === "key-1")).toBe(
      true,
    );
    expect(JSON.stringify(collector.requests())).not.toContain("pattern");
    delete process.env["TEST_COLLECTOR_KEY"];
  }, 20_000);
});

test("nothing is sent where nobody has named a collector, whatever the environment says", async () => {
  process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.endpoint;
  await using house = await openHouse({ home: place.path });
  await look(house);
  await Bun.sleep(100);
  expect(collector.requests()).toEqual([]);
  expect(existsSync(join(house.home, "home/tenants/default/otlp-cursor.json"))).toBe(false);
  delete process.env["OTEL_EXPORTER_OTLP_ENDPOINT"];
});

test("a header whose variable is not set is said, and nothing is sent", async () => {
  await using house = await open({ headersEnv: { authorization: "NOT_THERE_AT_ALL" } });
  await look(house);
  const [failed] = house.kernel.ledger.query({ types: ["plugin.failed"] });
  expect(String(failed!.data!["reason"])).toContain("NOT_THERE_AT_ALL is not set");
  expect(collector.requests()).toEqual([]);
});

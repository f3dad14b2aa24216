import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

import type { JsonObject } from "../../../kernel/json.ts";
import type { Manifest } from "../../../mcp/hub/manifest.ts";
import { type Definition, definitionsOf } from "../definitions.ts";
import { shadowed } from "../shadow.ts";
import { manifestOf, npmServers, readManifests } from "../testing.ts";
import benign from "./corpus/benign.json" with { type: "json" };
import malicious from "./corpus/malicious.json" with { type: "json" };
import { inspect } from "./index.ts";

// Four servers from npm are started.
setDefaultTimeout(60_000);

interface Case {
  readonly of: string;
  readonly tool: JsonObject;
  readonly before?: JsonObject;
  readonly beside?: readonly { readonly server: string; readonly tools: readonly JsonObject[] }[];
}

const cases = malicious as unknown as readonly Case[];
/** A definition that changes later is known by its pin, whatever its text is. */
const byText = cases.filter((one) => one.before === undefined);
const harmless = benign as unknown as readonly JsonObject[];

const dir = mkdtempSync(`${tmpdir()}/glassbox-corpus-`);
let real: readonly Manifest[] = [];
beforeAll(async () => {
  real = await readManifests(npmServers(dir));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function reasonsFor(tool: JsonObject, beside: Case["beside"] = []): string[] {
  const manifest = manifestOf("judged", [tool]);
  const others = beside.map(({ server, tools }) => manifestOf(server, tools));
  return definitionsOf(manifest).flatMap((definition) => judged(definition, manifest, others));
}

function judged(definition: Definition, manifest: Manifest, others: readonly Manifest[]): string[] {
  const reasons = [...inspect(definition), ...shadowed(definition, manifest, others)];
  return reasons.map(({ text, fields }) => `${text} (${fields.join(", ")})`);
}

test("at least four of five poisoned definitions are recognised by their text", () => {
  const missed = byText.filter(({ tool, beside }) => reasonsFor(tool, beside).length === 0);
  const recall = 1 - missed.length / byText.length;
  console.log(`recall ${recall.toFixed(3)} of ${byText.length} poisoned definitions`);
  for (const { of, tool } of missed)
    console.log(`  missed (${of}): ${JSON.stringify(tool["description"])}`);
  expect(byText.length).toBeGreaterThanOrEqual(60);
  expect(recall).toBeGreaterThanOrEqual(0.8);
});

test("at most one of twenty harmless definitions is held back", () => {
  const own = harmless.map((tool) => ({ tool, reasons: reasonsFor(tool) }));
  const theirs = real.flatMap((manifest) =>
    definitionsOf(manifest).map((definition) => ({
      tool: definition.body,
      reasons: judged(
        definition,
        manifest,
        real.filter((other) => other !== manifest),
      ),
    })),
  );
  const all = [...own, ...theirs];
  const held = all.filter(({ reasons }) => reasons.length > 0);
  const rate = held.length / all.length;
  console.log(`false positives ${rate.toFixed(3)} of ${all.length} harmless definitions`);
  for (const { tool, reasons } of held)
    console.log(`  held: ${JSON.stringify(tool)} ${reasons.join(" ")}`);
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(rate).toBeLessThanOrEqual(0.05);
});

test("a server that everybody uses, a second time for another folder, disturbs neither", () => {
  for (const one of real) {
    const second = { ...one, server: "second" };
    for (const [manifest, other] of [
      [one, second],
      [second, one],
    ] as const)
      expect(definitionsOf(manifest).flatMap((each) => judged(each, manifest, [other]))).toEqual(
        [],
      );
  }
});

describe("servers that everybody uses pass clean:", () => {
  for (const name of ["everything", "filesystem", "memory", "sequential-thinking"])
    test(name, () => {
      const manifest = real.find(({ server }) => server === name)!;
      const others = real.filter((one) => one !== manifest);
      const found = definitionsOf(manifest).flatMap((one) => judged(one, manifest, others));
      expect(manifest.tools.length).toBeGreaterThan(0);
      expect(found).toEqual([]);
    });
});

test("every kind of attack that is known is recognised most of the time", () => {
  for (const [of, all] of Map.groupBy(byText, (one) => one.of)) {
    const found = all.filter(({ tool, beside }) => reasonsFor(tool, beside).length > 0);
    console.log(`  ${of}: ${found.length} of ${all.length}`);
    expect([of, found.length / all.length >= 0.6]).toEqual([of, true]);
  }
});

import { expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/json.ts";
import { admit } from "./admission.ts";
import { Known } from "./known.ts";
import { stdioFixture } from "./testing.ts";

const spec = stdioFixture({ name: "notes", trusted: false });
const waits = new Map([
  ["bad://{id}", "It waits."],
  ["both://{+path}", "It waits."],
]);
const quarantine = { server: "", tools: new Map(), prompts: new Map(), resources: waits };
const known = new Known({
  manifests: undefined,
  gate: () => ({ judge: () => quarantine, changed: () => () => {} }),
});
const templates = ["bad://{id}", "both://{+path}", "both://{id}", "good://{id}"];
known.learn(spec, "", {
  era: "legacy",
  protocol: "2025-11-25",
  implementation: "notes",
  instructions: "",
  capabilities: {},
  tools: [],
  prompts: [],
  resources: [{ uri: "bad://listed", name: "listed" }],
  resourceTemplates: templates.map((uriTemplate) => ({ uriTemplate, name: uriTemplate })),
});
const ask = (method: string, params: JsonObject) => () => admit(known, spec, "", method, params);

test("a server is judged beside all that are configured, also those that nobody has used yet", () => {
  const manifest = known.get(spec, "")!;
  const idle = stdioFixture({ name: "idle", trusted: false });
  const kept = new Map([["idle", { ...known.manifestOf(idle, manifest), server: "idle" }]]);
  const beside: string[] = [];
  const other = new Known({
    manifests: { get: (name) => kept.get(name), put: () => {}, remove: () => {} },
    gate: () => ({
      judge(_, others) {
        beside.push(...others.map(({ server }) => server));
        return quarantine;
      },
      changed: () => () => {},
    }),
    servers: () => [spec, idle],
  });
  other.quarantine(spec, manifest);
  expect(beside).toEqual(["idle"]);
});

test("a resource template that waits is not shown", () => {
  const manifest = known.get(spec, "")!;
  const shown = known.shown(spec, manifest)?.resourceTemplates.map((one) => one["uriTemplate"]);
  expect(shown).toEqual(["both://{id}", "good://{id}"]);
});

test("nothing is read, watched or completed by a template that waits", () => {
  for (const method of ["resources/read", "resources/subscribe"]) {
    expect(ask(method, { uri: "bad://1" })).toThrow("is quarantined");
    expect(ask(method, { uri: "bad://listed" })).not.toThrow();
    expect(ask(method, { uri: "both://1" })).not.toThrow();
    expect(ask(method, { uri: "both://a/b" })).toThrow("is quarantined");
    expect(ask(method, { uri: "good://1" })).not.toThrow();
  }
  const complete = (uri: string) =>
    ask("completion/complete", { ref: { type: "ref/resource", uri }, argument: {} });
  expect(complete("bad://{id}")).toThrow("is quarantined");
  expect(complete("good://{id}")).not.toThrow();
});

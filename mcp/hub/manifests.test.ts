import { afterAll, afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createManifestFiles } from "./index.ts";
import type { ServerSpec, StdioSpec } from "./index.ts";
import { stdioFixture, testHub, until } from "./testing.ts";
import type { TestHub } from "./testing.ts";

// Real servers, of which each start is written to a file.
setDefaultTimeout(30_000);

const top = mkdtempSync(join(tmpdir(), "manifests-"));
afterAll(() => rmSync(top, { recursive: true }));
let open: TestHub[] = [];
afterEach(async () => {
  await Promise.all(open.map((hub) => hub.close()));
  open = [];
});

let count = 0;

/** A home that remembers, and a server whose tools are the words of a file. */
function home() {
  count += 1;
  const folder = join(top, `home-${count}`);
  const words = join(top, `words-${count}`);
  const starts = join(top, `starts-${count}`);
  writeFileSync(starts, "");
  const script = `
    const fs = require("node:fs");
    fs.appendFileSync(${JSON.stringify(starts)}, process.pid + "\\n");
    const send = (message) => console.log(JSON.stringify({ jsonrpc: "2.0", ...message }));
    const names = () => fs.readFileSync(${JSON.stringify(words)}, "utf8").split(" ");
    const hello = { protocolVersion: "2025-11-25", capabilities: { tools: { listChanged: true } }, serverInfo: { name: "words", version: "1" }, instructions: "Use it." };
    for await (const line of console) {
      const { id, method, params } = JSON.parse(line);
      if (method === "initialize") send({ id, result: hello });
      if (method === "ping") send({ id, result: {} });
      if (method === "tools/list") send({ id, result: { tools: names().map((name) => ({ name, inputSchema: { type: "object" } })) } });
      if (method === "tools/call" && params.name === "tell") send({ method: "notifications/tools/list_changed" });
      if (method === "tools/call") send({ id, result: { content: [{ type: "text", text: params.name }] } });
    }`;
  const spec = stdioFixture({
    name: "words",
    rooted: false,
    protocol: "legacy",
    args: ["-e", script],
  });
  return {
    folder,
    spec,
    says: (text: string) => writeFileSync(words, text),
    starts: () => readFileSync(starts, "utf8").split("\n").length - 1,
    hub(servers: readonly ServerSpec[] = [spec]): TestHub {
      const hub = testHub(servers, { manifests: createManifestFiles(folder) });
      open.push(hub);
      return hub;
    },
  };
}

const names = async (hub: TestHub) => (await hub.list("/tmp")).map(({ name }) => name);
const ask = (hub: TestHub, tool: string, definition?: string) =>
  hub.ask(tool, {}, { server: "words", ...(definition && { definition }) });

test("what a server offers is listed by a later kernel that starts no process for it", async () => {
  const { hub, says, starts, folder } = home();
  says("one two");
  const first = hub();
  expect(await names(first)).toEqual(["one", "two"]);
  await first.close();
  expect(starts()).toBe(1);
  expect(statSync(join(folder, "words.json")).mode & 0o777).toBe(0o600);

  const second = hub();
  expect(second.status()).toMatchObject([{ state: "known", era: "legacy", tools: ["one", "two"] }]);
  expect(await names(second)).toEqual(["one", "two"]);
  expect(await second.manifests("/tmp")).toMatchObject([
    { server: "words", instructions: "Use it.", protocol: "2025-11-25", tools: [{}, {}] },
  ]);
  expect([starts(), second.events]).toEqual([1, []]);
  expect((await ask(second, "one")).ok).toBe(true);
  expect(starts()).toBe(2);
});

test("a server that says something else at its start is told, and a call for the old tool is refused", async () => {
  const { hub, says } = home();
  says("one two");
  const first = hub();
  await names(first);
  await first.close();

  says("two three");
  const second = hub();
  const changed: string[] = [];
  second.notifications((server, method) => void changed.push(`${server} ${method}`));
  const [one, two] = await second.list("/tmp");
  expect(await ask(second, "one", one?.hash)).toMatchObject({ code: "tool_gone", fate: "unsent" });
  expect(await ask(second, "two", two?.hash)).toMatchObject({ ok: true });
  expect(await names(second)).toEqual(["two", "three"]);
  expect(changed).toContain("words notifications/tools/list_changed");
  expect(second.events).toMatchObject([
    { type: "server.changed", detail: { added: ["three"], removed: ["one"], changed: [] } },
    { type: "server.started" },
  ]);
});

test("a running server that says its tools have changed is asked again, without a call", async () => {
  const { hub, says, starts } = home();
  says("tell");
  const one = hub();
  await names(one);
  const changed: string[] = [];
  one.notifications((server, method) => void changed.push(`${server} ${method}`));
  says("tell more");
  await ask(one, "tell");
  await until(() => changed.includes("words notifications/tools/list_changed"));
  expect((await one.manifests("/tmp"))[0]?.tools).toHaveLength(2);
  expect(starts()).toBe(1);
});

test("what was said under another configuration, or is no manifest, is not believed", async () => {
  const { hub, says, starts, folder, spec } = home();
  says("one");
  const first = hub();
  await names(first);
  await first.close();

  const other: StdioSpec = { ...spec, env: { LEVEL: "2" } };
  says("one two");
  const second = hub([other]);
  expect(await names(second)).toEqual(["one", "two"]);
  await second.close();
  expect(starts()).toBe(2);

  for (const text of ["", "{", "[]", '{"server":"words"}', "null"]) {
    writeFileSync(join(folder, "words.json"), text);
    const hubs = hub([other]);
    expect(await names(hubs)).toEqual(["one", "two"]);
    await hubs.close();
  }
  expect(starts()).toBe(7);
});

test("what a person sets for tools asks no server again", async () => {
  const { hub, says, starts, spec } = home();
  says("one two");
  const first = hub();
  await names(first);
  await first.close();
  const second = hub([
    { ...spec, policy: { two: "deny" }, effects: { one: "read" }, idleSeconds: 9 },
  ]);
  expect(await second.list("/tmp")).toMatchObject([{ name: "one", effect: "read" }]);
  expect(starts()).toBe(1);
});

test("a server that is taken out of the configuration leaves no manifest", async () => {
  const { says, folder, spec } = home();
  says("one");
  let servers: ServerSpec[] = [spec];
  const one = testHub(() => servers, { manifests: createManifestFiles(folder) });
  open.push(one);
  await names(one);
  expect(readdirSync(folder)).toEqual(["words.json"]);
  servers = [];
  expect(await names(one)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});

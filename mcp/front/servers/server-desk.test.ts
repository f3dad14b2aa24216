import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isObject } from "../../../kernel/json.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { ServerSpec } from "../../hub/index.ts";
import { packageFile, stdioFixture } from "../../hub/testing.ts";
import { codeOf, post, resultOf, serversFront, someone, suiteServer } from "../testing.ts";
import type { TestFront } from "../testing.ts";

setDefaultTimeout(60_000);

const dir = realpathSync(mkdtempSync(`${tmpdir()}/server-desk-`));
writeFileSync(`${dir}/note.md`, "hello from the vault\n");

function fromNpm(name: string, args: string[], over: object = {}): ServerSpec {
  const entry = packageFile(`@modelcontextprotocol/server-${name}/dist/index.js`);
  const protocol = "legacy" as const;
  return stdioFixture({ name, trusted: false, args: [entry, ...args], protocol, ...over });
}

const principal = { ...someone, dir };
let servers: ServerSpec[];
let front: TestFront;
beforeAll(() => {
  servers = [
    suiteServer(["test_simple_text"], false),
    fromNpm("filesystem", ["."], { effects: { read_text_file: "read", write_file: "once" } }),
    fromNpm("everything", ["stdio"], { rooted: false, effects: { echo: "read" } }),
  ];
  front = serversFront(() => servers);
});
afterAll(() => front[Symbol.asyncDispose]());

async function named(list: string, who = principal): Promise<string[]> {
  const member = list.startsWith("resources/templates") ? "resourceTemplates" : list.split("/")[0]!;
  const key = { resources: "uri", resourceTemplates: "uriTemplate" }[member] ?? "name";
  const entries = resultOf(await post(front, list, {}, { principal: who }))[member];
  return (entries as JsonObject[]).map((entry) => String(entry[key]));
}

const call = (name: string, args: JsonObject = {}, who = principal) =>
  post(front, "tools/call", { name, arguments: args }, { principal: who });

describe("all servers as one", () => {
  test("list their tools under names that every client takes, in one order", async () => {
    const tools = await named("tools/list");
    expect(tools).toEqual(tools.toSorted());
    expect(tools).toContain("filesystem__read_text_file");
    expect(tools).toContain("everything__echo");
    expect(tools).toContain("suite__test_simple_text");
    for (const name of tools) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(await named("tools/list")).toEqual(tools);
  });

  test("say of a tool what its server says, but for its name", async () => {
    const { tools } = resultOf(await post(front, "tools/list", {}, { principal }));
    const shown = (tools as JsonObject[]).find(({ name }) => name === "filesystem__write_file");
    const [manifest] = (await front.hub.manifests(dir)).filter(
      ({ server }) => server === "filesystem",
    );
    const sent = manifest?.tools.find(({ name }) => name === "write_file");
    const { execution: _, ...rest } = sent ?? {};
    expect(shown).toEqual({ ...rest, name: "filesystem__write_file" });
  });

  test("answer a read themselves, and anything else goes through the kernel", async () => {
    const read = resultOf(await call("filesystem__read_text_file", { path: "note.md" }));
    expect(JSON.stringify(read)).toContain("hello from the vault");
    expect(front.performed).toEqual([]);
    await call("filesystem__write_file", { path: "new.md", content: "x" });
    expect(front.performed).toEqual(["filesystem.write_file"]);
  });

  test("show a token that only looks what only looks, and let it call nothing else", async () => {
    const reader = { ...principal, scope: "read" } as const;
    const tools = await named("tools/list", reader);
    expect(tools).toContain("filesystem__read_text_file");
    expect(tools).not.toContain("filesystem__write_file");
    const refused = await call("filesystem__write_file", { path: "x.md", content: "x" }, reader);
    expect(codeOf(refused)).toBe(-32602);
    expect(front.performed).not.toContain("filesystem.write_file.x");
    expect(resultOf(await call("everything__echo", { message: "hi" }, reader))).toMatchObject({
      content: [{ text: "Echo: hi" }],
    });
  });

  test("have their resources, templates and prompts read where they are", async () => {
    const resources = await named("resources/list");
    const [own] = resources.filter((uri) => uri.startsWith("demo://"));
    for (const uri of ["test://static-text", own ?? ""]) {
      const read = resultOf(await post(front, "resources/read", { uri }, { principal }));
      expect(read["contents"]).toMatchObject([{ uri }]);
    }
    expect(await named("resources/templates/list")).toContain("test://template/{id}/data");
    const prompts = await named("prompts/list");
    expect(prompts).toContain("everything__simple-prompt");
    expect(prompts).toContain("suite__test_simple_prompt");
    const params = { name: "everything__simple-prompt" };
    const prompt = resultOf(await post(front, "prompts/get", params, { principal }));
    expect(prompt["messages"]).toBeArray();
    const ref = { type: "ref/resource", uri: "test://template/{id}/data" };
    const complete = { ref, argument: { name: "id", value: "par" } };
    const completed = resultOf(await post(front, "completion/complete", complete, { principal }));
    expect(completed["completion"]).toMatchObject({ values: ["paris", "park", "party"] });
  });

  test("say of what nobody has that there is no such thing", async () => {
    expect(codeOf(await call("everything__no_such"))).toBe(-32602);
    const read = await post(front, "resources/read", { uri: "nobody://here" }, { principal });
    expect(read.body["error"]).toMatchObject({ code: -32602, data: { uri: "nobody://here" } });
    expect(codeOf(await post(front, "prompts/get", { name: "none" }, { principal }))).toBe(-32602);
  });

  test("take in a server that comes later, and lose one that goes, at once", async () => {
    const memory = fromNpm("memory", [], {
      rooted: false,
      env: { MEMORY_FILE_PATH: `${dir}/memory.jsonl` },
      effects: { read_graph: "read" },
    });
    servers = [...servers, memory];
    expect(JSON.stringify(resultOf(await call("memory__read_graph")))).toContain("entities");
    servers = servers.filter((each) => each !== memory);
    const answer = await call("memory__read_graph");
    expect(isObject(answer.body["error"])).toBe(true);
    expect(await named("tools/list")).not.toContain("memory__read_graph");
  });
});

describe("two servers with the same things", () => {
  test("are told apart, by names and by addresses", async () => {
    await using twins = serversFront(
      [
        { ...suiteServer(["test_simple_text"], false), name: "left" },
        { ...suiteServer(["test_simple_text"], false), name: "right" },
      ] as ServerSpec[],
      { prefix: () => "collision" },
    );
    const listed = resultOf(await post(twins, "tools/list"));
    const tools = (listed["tools"] as JsonObject[]).map(({ name }) => name);
    expect(tools).toContain("left__test_simple_text");
    expect(tools).toContain("right__test_simple_text");
    expect(tools).not.toContain("test_simple_text");
    const { resources } = resultOf(await post(twins, "resources/list"));
    const uris = (resources as JsonObject[]).map(({ uri }) => uri);
    expect(uris).toContain("test://static-text");
    expect(uris).toContain("mcp://right/test://static-text");
    const uri = "mcp://right/test://template/9/data";
    const read = resultOf(await post(twins, "resources/read", { uri }));
    expect(JSON.stringify(read)).toContain("Data for ID: 9");
  });
});

test("what a server returns passes the guard on its way to a client", async () => {
  await using guarded = serversFront([suiteServer(["test_simple_text"], false)], {
    guard: (result, server) => ({ ...result, content: [{ type: "text", text: `of ${server}` }] }),
  });
  const result = resultOf(await post(guarded, "tools/call", { name: "suite__test_simple_text" }));
  expect(result["content"]).toEqual([{ type: "text", text: "of suite" }]);
});

import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { JSONObject } from "@modelcontextprotocol/client";
import { inProcess, type Session, temporaryStore, until } from "../testing.ts";

setDefaultTimeout(120_000);
const store = temporaryStore();
const TOOLS = [
  {
    tool: "files__files_read",
    description: "Reads a text file.",
    inputSchema: {
      type: "object",
      properties: { path: { type: "string" }, startLine: { type: "integer", default: 1 } },
      required: ["path"],
    },
    outputSchema: { type: "object" },
  },
  {
    tool: "mail__send now",
    description: "Sends.",
    inputSchema: { type: "object", properties: { to: {} } },
  },
];
interface Asked {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly signal: AbortSignal;
}
const asked: Asked[] = [];
let answer: (method: string, params: Asked["params"]) => unknown;
let session: Session;

beforeAll(async () => {
  session = await inProcess(
    { store: store.path, poolSize: 1 },
    {
      capabilities: { extensions: { "dev.glassbox/tools": {}, "dev.glassbox/files": {} } },
      async asked({ method, params = {} }, signal) {
        asked.push({ method, params, signal });
        return method === "dev.glassbox/tools/list" ? { tools: TOOLS } : answer(method, params);
      },
    },
  );
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  store.remove();
});

function run(code: string, args: JSONObject = {}, signal?: AbortSignal) {
  asked.length = 0;
  const meta = { "dev.glassbox/run": "run-1", "dev.glassbox/effectId": "e1" };
  return session.call("python_run", { code, ...args }, { meta, ...(signal && { signal }) });
}

describe("a program with tools", () => {
  test("calls them through the client, each call with its number and for its run", async () => {
    answer = (_, params) => ({ ok: true, value: { echoed: params["arguments"] ?? null } });
    const code = [
      "import tools",
      "first = tools.files.files_read('a.md')",
      "second = tools.files.files_read(path='b.md', startLine=3)",
      "third = tools.mail.send_now(to=['ä'])",
      "[first, second, third]",
    ].join("\n");
    const { data } = await run(code, { tools: ["files__*", "mail__send now"] });
    expect(data["value"]).toMatchObject({
      json: [
        { echoed: { path: "a.md" } },
        { echoed: { path: "b.md", startLine: 3 } },
        { echoed: { to: ["ä"] } },
      ],
    });
    expect(data["usage"]).toMatchObject({ calls: 3 });
    const meta = { "dev.glassbox/run": "run-1", "dev.glassbox/effectId": "e1" };
    expect(asked.map(({ method, params }) => [method, params])).toEqual([
      ["dev.glassbox/tools/list", { patterns: ["files__*", "mail__send now"], _meta: meta }],
      ...[
        { index: 0, tool: "files__files_read", arguments: { path: "a.md" } },
        { index: 1, tool: "files__files_read", arguments: { path: "b.md", startLine: 3 } },
        { index: 2, tool: "mail__send now", arguments: { to: ["ä"] } },
      ].map((params) => ["dev.glassbox/tools/call", { ...params, _meta: meta }]),
    ]);
  });

  test("may not pass a number on that would be rounded on its way", async () => {
    answer = (_, params) => ({ ok: true, value: params["arguments"] ?? null });
    const code = [
      "import tools",
      "said = [tools.mail.send_now(to=[2**53 - 1, True, 2.5e300])]",
      "for large in (2**53, -2**70):",
      "    try:",
      "        tools.mail.send_now(to={'ids': [large]})",
      "    except ValueError as error:",
      "        said.append(str(error))",
      "said",
    ].join("\n");
    const { data } = await run(code, { tools: ["mail__*"] });
    expect(data["value"]).toMatchObject({
      json: [
        { to: [2 ** 53 - 1, true, 2.5e300] },
        "9007199254740992 would be rounded on its way; give it as a text",
        "-1180591620717411303424 would be rounded on its way; give it as a text",
      ],
    });
  });

  test("meets a tool that fails as an exception", async () => {
    answer = () => ({ ok: false, message: "path: there is no such file" });
    const code = [
      "from tools import files, ToolError",
      "try:",
      "    files.files_read('gone')",
      "except ToolError as error:",
      "    said = str(error)",
      "said",
    ].join("\n");
    const { data } = await run(code, { tools: ["files__*"] });
    expect(data).toMatchObject({ ok: true, value: { json: "path: there is no such file" } });
  });

  test("may be another one next time, so that its error is not final", async () => {
    answer = () => ({ ok: false, message: "busy" });
    const failed = await run("import tools\ntools.files.files_read('a')", { tools: ["files__*"] });
    expect([failed.isError, failed.isFinal]).toEqual([true, false]);
    expect(failed.data["message"]).toEndWith("ToolError: busy");
  });

  test("is ended by a client that refuses a request", async () => {
    answer = () => {
      throw Object.assign(new Error("call 0 was another one before"), { code: -32602 });
    };
    const code =
      "import tools\ntry:\n    tools.files.files_read('a')\nexcept BaseException:\n    pass\n'on'";
    const ended = await run(code, { tools: ["files__*"] });
    expect(ended.isError).toBe(true);
    expect(ended.text).toContain("call 0 was another one before");
    expect(ended.data).toEqual({});
  });

  test("reaches no tool that was not listed for it", async () => {
    answer = () => ({ ok: true, value: 1 });
    const code = [
      "import json",
      "with open('/dev/glassbox', 'r+b', buffering=0) as device:",
      "    device.write(json.dumps({'tool': 'shell__run', 'args': {}}).encode() + b'\\n')",
      "    reply = json.loads(device.read(1000))",
      "reply",
    ].join("\n");
    const { data } = await run(code, { tools: ["files__*"] });
    expect(data["value"]).toMatchObject({
      json: { ok: false, message: 'this program has no tool "shell__run"' },
    });
    expect(asked.map(({ method }) => method)).toEqual(["dev.glassbox/tools/list"]);
  });

  test("has all the time that an answer takes, and not more for itself", async () => {
    answer = async () => {
      await Bun.sleep(1500);
      return { ok: true, value: 1 };
    };
    const call = "import tools\ntools.files.files_read('a')";
    expect(await run(call, { tools: ["files__*"], seconds: 1 })).toMatchObject({
      data: { ok: true, value: { json: 1 } },
    });
  });

  test("takes its open call back when it is cancelled", async () => {
    answer = () => new Promise(() => {});
    const abort = new AbortController();
    const call = "import tools\ntools.files.files_read('a')";
    const running = run(call, { tools: ["files__*"] }, abort.signal);
    running.catch(() => {});
    await until(() => asked.length === 2);
    abort.abort();
    await expect(running).rejects.toThrow();
    await until(() => asked[1]?.signal.aborted === true);
  });

  test("has none when the arguments name none", async () => {
    const answered = await run("import tools");
    expect(answered.data).toMatchObject({
      ok: false,
      error: { type: "ModuleNotFoundError" },
    });
    expect(asked).toEqual([]);
  });
});

describe("a program with files of its run", () => {
  test("gets them copied in and has what matches written back", async () => {
    answer = (method) =>
      method === "dev.glassbox/files/read"
        ? { files: [{ path: "data/in.csv", base64: Buffer.from("1,2\n").toString("base64") }] }
        : { applied: ["out/sum.txt"], refused: [{ path: "out/b.txt", reason: "it is locked" }] };
    const code = [
      "import os",
      "row = open('data/in.csv').read().split(',')",
      "os.mkdir('out')",
      "open('out/sum.txt', 'w').write(str(sum(map(int, row))))",
      "open('out/b.txt', 'w').write('b')",
      "open('scratch.txt', 'w').write('not asked for')",
      "os.remove('data/in.csv')",
    ].join("\n");
    const answered = await run(code, { inputs: ["data/in.csv"], outputs: ["out/*", "data/*.csv"] });
    expect(answered.data).toMatchObject({
      ok: true,
      applied: ["out/sum.txt"],
      refused: [{ path: "out/b.txt", reason: "it is locked" }],
    });
    expect(answered.text).toContain("not written back: out/b.txt: it is locked");
    expect(asked[0]?.params).toMatchObject({ paths: ["data/in.csv"] });
    const changes = asked[1]?.params["changes"] as { path: string }[];
    expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toMatchObject([
      { path: "data/in.csv", change: "deleted", sha256: null, base64: null },
      { path: "out/b.txt", change: "created", before: null, base64: "Yg==" },
      { path: "out/sum.txt", change: "created", before: null, base64: "Mw==" },
    ]);
  });

  test("that fails has nothing written back", async () => {
    answer = () => ({ applied: [], refused: [] });
    const code = "open('a.txt', 'w').write('half')\nraise ValueError('no')";
    const { data } = await run(code, { outputs: ["*"] });
    expect(data).toMatchObject({ ok: false, files: [{ path: "a.txt" }] });
    expect(asked).toEqual([]);
  });

  test("is refused files that the client does not give", async () => {
    answer = () => {
      throw new Error("inputs: ../x leaves the folder");
    };
    const refused = await run("1", { inputs: ["../x"] });
    expect(refused.isError).toBe(true);
    expect(refused.text).toContain("leaves the folder");
  });

  test("is told which argument gives a file twice", async () => {
    answer = () => ({ files: [{ path: "a.txt", base64: "" }] });
    const twice = await run("1", { inputs: ["a.txt"], files: { "a.txt": "x" } });
    expect(twice.text).toBe('inputs: "a.txt" is given twice; give it once');
  });

  test("believes no path that a client answers", async () => {
    answer = () => ({ files: [{ path: "../../etc/passwd", base64: "" }] });
    expect((await run("1", { inputs: ["x"] })).text).toContain("no path below the working folder");
  });
});

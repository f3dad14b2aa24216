import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { childrenOf, inProcess, type Session, temporaryStore } from "./testing.ts";

setDefaultTimeout(120_000);
const store = temporaryStore();
let session: Session;
beforeAll(async () => {
  session = await inProcess({ store: store.path, poolSize: 1 });
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  store.remove();
});

const run = (code: string, args: object = {}) => session.call("python_run", { code, ...args });
const sha256 = (text: string | Uint8Array) => createHash("sha256").update(text).digest("hex");

describe("what a program came to", () => {
  test("is what it printed and the value of its last expression", async () => {
    const answer = await run(
      "import sys\nprint('out')\nprint('err', file=sys.stderr)\n{'a': [1, 2]}",
    );
    expect(answer.isError).toBe(false);
    expect(answer.data).toMatchObject({
      ok: true,
      stdout: "out\n",
      stderr: "err\n",
      value: { repr: "{'a': [1, 2]}", json: { a: [1, 2] } },
      error: null,
      limit: null,
      violations: [],
      isCut: false,
      files: [],
      image: "base",
      usage: { calls: 0 },
    });
    expect(answer.text).toBe("out\nstderr:\nerr\nvalue: {'a': [1, 2]}");
    expect(answer.data).not.toHaveProperty("walls");
    expect(answer.data).not.toHaveProperty("message");
  });

  test("is said in words when there was nothing", async () => {
    expect((await run("x = 1")).text).toBe("Done; it printed nothing and ended without a value.");
  });

  test("is an error with its traceback, which the same call would meet again", async () => {
    const answer = await run("print('before')\ndef f():\n    return 1 / 0\nf()");
    expect([answer.isError, answer.isFinal]).toEqual([true, true]);
    expect(answer.data).toMatchObject({
      ok: false,
      message: "ZeroDivisionError: division by zero",
      stdout: "before\n",
      error: { type: "ZeroDivisionError", message: "division by zero" },
    });
    expect(answer.text).toContain("before\nTraceback (most recent call last):");
    expect(answer.text).toContain("ZeroDivisionError: division by zero");
  });

  test("is cut in the middle where it is long, and says so", async () => {
    const answer = await run("print('a' * 50_000 + 'b' * 50_000)");
    const { stdout } = answer.data as { stdout: string };
    expect(stdout.length).toBeLessThan(33_000);
    expect(stdout).toStartWith("aaa");
    expect(stdout).toEndWith("bbb\n");
    expect(answer.data["isCut"]).toBe(true);
    expect(answer.text).toContain("characters left out");
    expect(answer.text.length).toBeLessThan(17_000);
  });

  test("commands no terminal", async () => {
    const answer = await run(String.raw`print("\033[2Jred\033]0;title\007")`);
    expect(answer.text).toBe("red");
  });
});

test("programs of two runs are never in one process, those of one run may be", async () => {
  const pids = async (name: string) => {
    await session.call("python_run", { code: "1" }, { meta: { "dev.glassbox/run": name } });
    return childrenOf(process.pid);
  };
  const first = await pids("run-a");
  const again = await pids("run-a");
  expect(again).toEqual(first);
  expect(await pids("run-b")).not.toEqual(first);
});

test("nothing of a program is there for the next", async () => {
  await run(
    "import builtins, os\nbuiltins.left = 1\nopen('left.txt', 'w').write('x')\nos.environ['LEFT'] = '1'",
  );
  const { data } = await run(
    "import builtins, os\n[hasattr(builtins, 'left'), os.listdir('.'), 'LEFT' in os.environ]",
  );
  expect(data["value"]).toMatchObject({ json: [false, [], false] });
});

test("a program reads its files and its input, and what it changed comes back with hashes", async () => {
  const code = [
    "text = open('in/a.txt').read() + input()",
    "open('in/a.txt', 'w').write('new')",
    "open('out.bin', 'wb').write(bytes(range(4)))",
    "import os; os.remove('in/b.bin')",
    "text",
  ].join("\n");
  const files = { "in/a.txt": "old", "in/b.bin": { base64: "AAEC" }, "same.txt": "same" };
  const { data, content } = await run(code, { files, stdin: "-typed\n" });
  expect(data["value"]).toMatchObject({ json: "old-typed" });
  const changes = data["files"] as { path: string }[];
  expect(changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    {
      path: "in/a.txt",
      change: "changed",
      before: sha256("old"),
      sha256: sha256("new"),
      bytes: 3,
      text: "new",
    },
    {
      path: "in/b.bin",
      change: "deleted",
      before: sha256(new Uint8Array([0, 1, 2])),
      sha256: null,
      bytes: 0,
    },
    {
      path: "out.bin",
      change: "created",
      before: null,
      sha256: sha256(new Uint8Array([0, 1, 2, 3])),
      bytes: 4,
    },
  ] as never);
  expect(content.at(-1)).toMatchObject({
    type: "resource",
    resource: { uri: "python:///work/out.bin", blob: "AAECAw==" },
  });
});

test("an image that a program wrote is an image of the answer", async () => {
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const { content, data } = await run(
    `import base64\nopen('dot', 'wb').write(base64.b64decode('${png}'))\nNone`,
  );
  expect(content.slice(1)).toEqual([{ type: "image", mimeType: "image/png", data: png }]);
  expect(data["files"]).toMatchObject([{ path: "dot", mimeType: "image/png" }]);
});

describe("a limit that is reached is named", () => {
  test("fuel, always at the same step", async () => {
    const endless = "n = 0\nwhile True:\n    n += 1";
    const first = await run(endless, { fuel: 1000 });
    expect(first.data).toMatchObject({ ok: false, limit: "fuel" });
    expect([first.isError, first.isFinal]).toEqual([true, true]);
    expect(first.text).toContain("it made more steps than it may (argument fuel)");
  });

  test("time, which another call may have enough of", async () => {
    const answer = await run("print('begun')\nwhile True:\n    pass", { seconds: 0.3 });
    expect(answer.data).toMatchObject({ ok: false, limit: "wall", stdout: "begun\n" });
    expect([answer.isError, answer.isFinal]).toEqual([true, false]);
  });

  test("memory", async () => {
    const answer = await run("x = []\nwhile True:\n    x.append(bytearray(10_000_000))", {
      memoryMb: 128,
    });
    expect(answer.data).toMatchObject({ ok: false, limit: "memory" });
  });

  test("output", async () => {
    const { data } = await run("while True:\n    print('x' * 1000)");
    expect([data["ok"], data["limit"], data["isCut"]]).toEqual([false, "output", true]);
  });
});

test("a program that ends itself with a code is told as that", async () => {
  const answer = await run("exit(3)");
  expect([answer.isError, answer.text]).toEqual([true, "SystemExit: 3"]);
  expect((await run("exit(0)")).isError).toBe(false);
});

test("a server that sets no end to time lets programs run", async () => {
  const patient = await inProcess({ store: store.path, poolSize: 1, limits: { wallMs: 1e12 } });
  const answer = await patient.call("python_run", { code: "import time\ntime.sleep(0.1)\n1" });
  await patient[Symbol.asyncDispose]();
  expect(answer.data).toMatchObject({ ok: true, limit: null });
});

test("more than the server allows is taken as what it allows", async () => {
  const strict = await inProcess({
    store: store.path,
    poolSize: 1,
    limits: { wallMs: 20_000, fuel: 500 },
  });
  const { data } = await strict.call("python_run", {
    code: "while True:\n    pass",
    fuel: 1_000_000_000,
    seconds: 1_000_000,
    memoryMb: 1_000_000,
  });
  expect(data).toMatchObject({ ok: false, limit: "fuel" });
  await strict[Symbol.asyncDispose]();
});

describe("a repeatable run", () => {
  const code =
    "import random, time, uuid, datetime\n" +
    "time.sleep(1000)\n" +
    "[random.random(), str(uuid.uuid4()), str(datetime.datetime.now(datetime.timezone.utc)), id(object())]";

  test("has the same transcript each time", async () => {
    const fixed = { seed: 7, epoch: "2001-02-03T04:05:06Z" };
    const first = await run(code, fixed);
    const second = await run(code, fixed);
    expect(second.data["digest"]).toBe(first.data["digest"] as string);
    expect(second.data["value"]).toEqual(first.data["value"] as object);
    expect(first.text).toContain("2001-02-03 04:2");
  });

  test("has another with another seed, and none that is not asked for is repeatable", async () => {
    const digests = [
      await run(code, { seed: 1 }),
      await run(code, { seed: 2 }),
      await run("import random; random.random()"),
      await run("import random; random.random()"),
    ].map(({ data }) => data["digest"]);
    expect(new Set(digests).size).toBe(4);
  });

  test("may be asked for by the host, and the arguments come first", async () => {
    const epoch = Date.UTC(1999, 0, 1);
    const meta = { "dev.glassbox/fixed": { seed: 3, epoch } };
    const hosted = await session.call("python_run", { code }, { meta });
    const asked = await run(code, { seed: 3, epoch: "1999-01-01T00:00:00Z" });
    expect(hosted.data["digest"]).toBe(asked.data["digest"] as string);
    const own = await session.call("python_run", { code, seed: 4 }, { meta });
    expect(own.data["digest"]).not.toBe(asked.data["digest"] as string);
  });
});

test("what a program tries against the sandbox is named, also where it goes on", async () => {
  const answer = await run("import os\nos.system('id')\n'on'");
  expect(answer.data).toMatchObject({ ok: true, value: { repr: "'on'" } });
  expect(answer.data["violations"]).not.toEqual([]);
  expect(answer.text).toContain("refused by the sandbox: ");
  expect(await run("1 + 1")).toMatchObject({ data: { ok: true, violations: [] } });
});

test("a call that is cancelled ends its program, and the server goes on", async () => {
  const abort = new AbortController();
  const told: string[] = [];
  const running = session.call(
    "python_run",
    { code: "print('begun')\nwhile True:\n    pass" },
    {
      signal: abort.signal,
      progress(message) {
        told.push(message);
        abort.abort();
      },
    },
  );
  await expect(running).rejects.toThrow();
  expect(told).toEqual(["begun\n"]);
  expect(await run("'on'")).toMatchObject({ data: { value: { repr: "'on'" } } });
});

test("output is told as it comes to a client that wants to know", async () => {
  const told: string[] = [];
  const code = "import time\nfor n in range(3):\n    print(n, flush=True)\n    time.sleep(0.3)";
  const answer = await session.call(
    "python_run",
    { code },
    { progress: (text) => told.push(text) },
  );
  expect(answer.data["stdout"]).toBe("0\n1\n2\n");
  expect(told.join("")).toBe("0\n1\n2\n");
  expect(told.length).toBeGreaterThan(1);
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { echoFront } from "./echo-front.ts";
import { kernelWith } from "./echo-kernel.ts";
import { homePaths } from "./home.ts";
import { mcpPath } from "./mcp-path.ts";
import { serveHome } from "./server.ts";

setDefaultTimeout(30_000);

const HELLO = { dir: null, surface: null, version: "0.1.0" };

async function fixture(inside = "", front: ReturnType<typeof echoFront> | null = echoFront()) {
  const root = mkdtempSync(join(tmpdir(), "gb-"));
  const home = join(root, inside);
  const server = (await serveHome(home, kernelWith(front)))!;
  const path = mcpPath(homePaths(home));
  return {
    home,
    path,
    server,
    /** Sends a text and answers with the lines that came until the kernel closed, or as many as are wanted. */
    async say(text: string, wanted = Infinity): Promise<string[]> {
      let came = "";
      const over = Promise.withResolvers<void>();
      const lines = () => came.split("\n").slice(0, -1);
      const socket = await Bun.connect({
        unix: path,
        socket: {
          data(_, chunk) {
            came += chunk.toString();
            if (lines().length >= wanted) over.resolve();
          },
          close: () => over.resolve(),
        },
      });
      socket.write(text);
      await over.promise;
      socket.terminate();
      return lines();
    },
    async [Symbol.asyncDispose]() {
      await server.close("the test is over");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

test("the socket is for its owner alone, and a home with a long path has one too", async () => {
  for (const inside of ["", "a".repeat(120)]) {
    await using home = await fixture(inside);
    expect(statSync(home.path).mode & 0o777).toBe(0o600);
    const [welcome] = await home.say(`${JSON.stringify(HELLO)}\n`, 1);
    expect(JSON.parse(welcome!)).toMatchObject({ kernel: { pid: process.pid } });
  }
});

test("a stream that does not begin as it should is told why, and closed", async () => {
  await using home = await fixture();
  const bad: [string, string][] = [
    ["nonsense", "not JSON"],
    ["[]", "hello: "],
    [JSON.stringify({ ...HELLO, dir: "here" }), "hello: dir: must be an absolute path"],
    [JSON.stringify({ ...HELLO, surface: "all" }), "hello: surface"],
    [JSON.stringify({ ...HELLO, scope: "full" }), "hello: "],
    [JSON.stringify({ dir: null, surface: null }), "hello: version"],
    ['{"jsonrpc":"2.0","id":1,"method":"initialize"}', "hello: "],
  ];
  for (const [line, message] of bad) {
    const lines = await home.say(`${line}\n`);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      error: { code: "usage", message: expect.stringContaining(message) },
    });
  }
});

test("a kernel with nothing that speaks MCP says so", async () => {
  await using home = await fixture("", null);
  const [line] = await home.say(`${JSON.stringify(HELLO)}\n`);
  expect(JSON.parse(line!)).toMatchObject({ error: { code: "unavailable" } });
});

test("lines arrive whole and in order, however they are cut", async () => {
  const front = echoFront();
  await using home = await fixture("", front);
  const requests = [1, 2, 3, 4, 5].map((id) =>
    JSON.stringify({ jsonrpc: "2.0", id, method: "echo", params: { text: "ä€𝄞".repeat(id) } }),
  );
  const bytes = Buffer.from([JSON.stringify(HELLO), ...requests, ""].join("\r\n"));
  const answers: string[] = [];
  const over = Promise.withResolvers<void>();
  let rest = "";
  const decoder = new TextDecoder();
  const socket = await Bun.connect({
    unix: home.path,
    socket: {
      data(_, chunk) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
        rest = lines.pop()!;
        answers.push(...lines);
        if (answers.length === 6) over.resolve();
      },
    },
  });
  for (const byte of bytes) {
    socket.write(new Uint8Array([byte]));
    if (byte % 7 === 0) await Bun.sleep(0);
  }
  await over.promise;
  expect(front.seen).toEqual(requests);
  const ids = answers.slice(1).map((line) => (JSON.parse(line) as { id: number }).id);
  expect(ids).toEqual([1, 2, 3, 4, 5]);
  socket.terminate();
});

test("a line without an end costs its own stream and no other", async () => {
  await using home = await fixture();
  const chunk = Buffer.alloc(1_000_000, "x");
  const fill = (socket: Bun.Socket) => {
    while (socket.write(chunk) === chunk.length);
  };
  const socket = await Bun.connect({
    unix: home.path,
    socket: { data() {}, open: fill, drain: fill },
  });
  while (socket.readyState > 0) await Bun.sleep(10);
  const [welcome] = await home.say(`${JSON.stringify(HELLO)}\n`, 1);
  expect(JSON.parse(welcome!)).toMatchObject({ kernel: { version: expect.any(String) } });
});

test("a stream that is open keeps the kernel, and one that has ended does not", async () => {
  await using home = await fixture();
  const socket = await Bun.connect({ unix: home.path, socket: { data() {} } });
  socket.write(`${JSON.stringify(HELLO)}\n`);
  while (home.server.activity().calls === 0) await Bun.sleep(5);
  socket.end();
  while (home.server.activity().calls > 0) await Bun.sleep(5);
});

import { describe, expect, test } from "bun:test";
import type { Socket } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { client, open, serve, serveBytes, text } from "./testing.ts";

describe("how long and how much", () => {
  const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

  test("a server that never answers, or drips its answer, meets the deadline", async () => {
    const drips: ((socket: Socket) => void)[] = [
      () => undefined,
      (socket) => drip(socket, HEAD.repeat(1000)),
      (socket) => drip(socket, `${HEAD}\r\n${"x".repeat(10_000)}`),
      (socket) => socket.write(`${HEAD}Content-Length: 100\r\n\r\nsome`),
    ];
    for (const onConnection of drips) {
      const { host } = await serveBytes(onConnection);
      const web = await client({ allow: [host], timeoutMs: 300 });
      const answer = await web.fetch({ url: `http://${host}/` });
      expect(answer).toMatchObject({ isError: true, isFinal: false, hosts: [host] });
      expect(answer.text).toContain("within 300 ms");
    }
  });

  test("an endless body is cut at the cap, and the connection is closed", async () => {
    const closed = Promise.withResolvers<void>();
    const { host } = await serveBytes((socket) => {
      socket.on("close", () => closed.resolve());
      socket.write(`${HEAD}\r\n`);
      const more = () => {
        while (!socket.destroyed && socket.write("x".repeat(65_536)));
      };
      socket.on("drain", more);
      more();
    });
    const web = await client({ allow: [host], maxBytes: 100_000 });
    const { data } = await web.fetch({ url: `http://${host}/`, maxChars: 1_000_000 });
    expect(data).toMatchObject({ markdown: "x".repeat(100_000), truncated: true });
    await closed.promise;
  });

  test("a character that the cap cuts in two is left out", async () => {
    const { host } = serve(() => text("é".repeat(100)));
    const web = await client({ allow: [host], maxBytes: 7 });
    const { data } = await web.fetch({ url: `http://${host}/` });
    expect(data).toMatchObject({ markdown: "ééé", truncated: true });
  });

  test("a compressed bomb unfolds no further than the cap", async () => {
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(200_000_000, "x")));
    const { host } = serve(() => text(bomb, { "content-encoding": "gzip" }));
    const web = await client({ allow: [host], maxBytes: 100_000 });
    const { data } = await web.fetch({ url: `http://${host}/`, maxChars: 1_000_000 });
    expect(data).toMatchObject({ markdown: "x".repeat(100_000), truncated: true });
  });

  test("a body that breaks off or is packed wrongly is said to be so", async () => {
    const short = await serveBytes((socket) => socket.end(`${HEAD}Content-Length: 9\r\n\r\nsome`));
    const wrong = serve(() => text("not gzip", { "content-encoding": "gzip" }));
    const web = await client({ allow: [short.host, wrong.host] });
    for (const { host } of [short, wrong])
      expect((await web.fetch({ url: `http://${host}/` })).text).toContain("broke off");
  });

  test("what is not HTTP is an answer, not a crash", async () => {
    const { host } = await serveBytes((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    const answer = await (await client({ allow: [host] })).fetch({ url: `http://${host}/` });
    expect(answer.text).toMatch(/^url: .* could not be reached/);
  });

  test("an aborted call hangs up", async () => {
    const connected = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const { host } = await serveBytes((socket) => {
      socket.on("close", () => closed.resolve());
      socket.write(`${HEAD}\r\nbegin`);
      connected.resolve();
    });
    const abort = new AbortController();
    const web = await client({ allow: [host] });
    const call = web.fetch({ url: `http://${host}/` }, abort.signal);
    await connected.promise;
    abort.abort(new Error("enough"));
    await expect(call).rejects.toThrow("enough");
    await closed.promise;
  });

  function drip(socket: Socket, bytes: string): void {
    let at = 0;
    const timer = setInterval(() => {
      if (socket.destroyed) return clearInterval(timer);
      socket.write(bytes.slice(at, ++at));
    }, 20);
    socket.on("close", () => clearInterval(timer));
  }
});

const script = join(import.meta.dir, "server.ts");

test.each(["legacy", "auto"] as const)("alone over stdio it fetches (%s)", async (mode) => {
  const { host } = serve(() => text("hello"));
  const alone = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  open.push({ stop: () => alone.close() });
  const args = [script, "--allow", host, "--max-bytes", "4"];
  await alone.connect(new StdioClientTransport({ command: process.execPath, args }));
  const { tools } = await alone.listTools();
  expect(tools).toMatchObject([
    {
      name: "web_fetch",
      annotations: { readOnlyHint: true, openWorldHint: true },
      _meta: { "dev.glassbox/effect": "read" },
    },
  ]);
  const result = await alone.callTool({
    name: "web_fetch",
    arguments: { url: `http://${host}/` },
  });
  expect(result.structuredContent).toMatchObject({ markdown: "hell", truncated: true });
  expect(result._meta).toMatchObject({ "dev.glassbox/hosts": [host] });
});

test("the server alone says what is wrong with its options, exit 2", () => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, script, "--max-bytes", "x"]);
  expect(exitCode).toBe(2);
  expect(stderr.toString()).toContain("--max-bytes takes a whole number");
});

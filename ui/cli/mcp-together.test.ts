import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { kernelPids, killKernel, PROGRAM, type TestHome, testHome } from "../socket/testing.ts";

setDefaultTimeout(90_000);

const MEMORY = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-memory/dist/index.js",
);

type Mode = "legacy" | "auto";

async function stdioClient(home: TestHome, mode: Mode): Promise<Client> {
  const client = new Client({ name: "stdio", version: "1" }, { versionNegotiation: { mode } });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [PROGRAM, "mcp", "serve", "--surface", "full"],
      env: { ...home.env },
      cwd: home.dir,
      stderr: "ignore",
    }),
  );
  return client;
}

async function httpClient(url: string, token: string, mode: Mode): Promise<Client> {
  const client = new Client({ name: "http", version: "1" }, { versionNegotiation: { mode } });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}

/** Adds a server that counts its starts. */
async function addCounted(home: TestHome): Promise<() => number> {
  const starts = join(home.dir, "starts");
  const command = `echo started >> '${starts}'; exec '${process.execPath}' '${MEMORY}'`;
  const effects = { read_graph: "read" };
  await home.run(["status"]);
  writeFileSync(
    join(home.home, "config.json"),
    JSON.stringify({ servers: { memory: { command: "sh", args: ["-c", command], effects } } }),
  );
  return () => readFileSync(starts, "utf8").trim().split("\n").length;
}

test("two terminals, two stdio clients and two over HTTP share one kernel, and each server starts once", async () => {
  await using home = testHome();
  const starts = await addCounted(home);
  const serve = Bun.spawn(
    [process.execPath, PROGRAM, "serve", "--port", "0", "--surface", "full", "--json=url"],
    {
      env: home.env,
      cwd: home.dir,
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const { value } = await serve.stdout.getReader().read();
  const { url } = (JSON.parse(new TextDecoder().decode(value)) as { data: { url: string } }).data;
  const token = readFileSync(join(home.home, "token"), "utf8").trim();
  const clients = await Promise.all([
    stdioClient(home, "legacy"),
    stdioClient(home, "auto"),
    httpClient(url, token, "legacy"),
    httpClient(url, token, "auto"),
  ]);
  const read = { name: "memory__read_graph", arguments: {} };
  const [lists, calls, first, second] = await Promise.all([
    Promise.all(clients.map((client) => client.listTools())),
    Promise.all(clients.map((client) => client.callTool(read))),
    home.run(["tools", "call", "memory__read_graph", "{}"]),
    home.run(["tools", "ls", "--json=key"]),
  ]);
  for (const { tools } of lists)
    expect(tools.map(({ name }) => name)).toContain("memory__read_graph");
  for (const call of calls) expect(call.isError ?? false).toBe(false);
  expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  expect(starts()).toBe(1);
  expect(kernelPids(home.home)).toHaveLength(1);
  await Promise.all(clients.map((client) => client.close()));
  serve.kill("SIGINT");
  expect(await serve.exited).toBe(0);
});

test("stdio clients of both eras start the kernel when there is none and go on after it was killed", async () => {
  await using home = testHome();
  for (const mode of ["legacy", "auto"] as const) {
    const client = await stdioClient(home, mode);
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(0);
    const [before] = kernelPids(home.home);
    await killKernel(home.home);
    expect((await client.listTools()).tools).toEqual(tools);
    expect(kernelPids(home.home)).not.toEqual([before!]);
    await client.close();
  }
});

test("a read-only token sees tools that read and can call no other", async () => {
  await using home = testHome();
  const serve = Bun.spawn(
    [
      process.execPath,
      PROGRAM,
      "serve",
      "--port",
      "0",
      "--dir",
      ".",
      "--surface",
      "full",
      "--json=url",
    ],
    {
      env: home.env,
      cwd: home.dir,
      stdout: "pipe",
      stderr: "inherit",
    },
  );
  const { value } = await serve.stdout.getReader().read();
  const { url } = (JSON.parse(new TextDecoder().decode(value)) as { data: { url: string } }).data;
  const made = await home.run(["tokens", "add", "viewer", "--read-only"]);
  const client = await httpClient(url, made.stdout.trim(), "auto");
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain("files__files_read");
  expect(names).not.toContain("files__files_write");
  const write = { name: "files__files_write", arguments: { path: "a.txt", content: "a" } };
  const refused = await client.callTool(write).then(
    ({ isError }) => isError,
    () => true,
  );
  expect(refused).toBe(true);
  expect(await Bun.file(join(home.dir, "a.txt")).exists()).toBe(false);
  await client.close();
  serve.kill("SIGINT");
  await serve.exited;
});

import { rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

import {
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

import { installPeer } from "../step/install-peer.ts";
import { type KernelHome, PROGRAM } from "./kernel-home.ts";
import { until } from "./until.ts";

const ECHO = join(import.meta.dir, "echo-server.ts");
const RELAY = join(import.meta.dir, "relay.ts");
const PEERS = join(import.meta.dir, "../peers/mcp");

export type Era = "legacy" | "modern";

/** One way from a client to the tool `echo`. */
export interface Way {
  readonly name: string;
  open(): Promise<Client>;
}

/** What has to be ended with this process, however that ends. */
const children: Bun.Subprocess[] = [];
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

function clientOf(era: Era): Client {
  const mode = era === "modern" ? ({ pin: "2026-07-28" } as const) : "legacy";
  return new Client({ name: "bench", version: "1" }, { versionNegotiation: { mode } });
}

export function stdioWay(
  name: string,
  era: Era,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Way {
  return {
    name,
    async open() {
      const client = clientOf(era);
      const inherited = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
      const options = {
        command,
        args: [...args],
        env: { ...inherited, ...env },
        stderr: "ignore" as const,
      };
      await client.connect(new StdioClientTransport(options));
      return client;
    },
  };
}

export function httpWay(name: string, era: Era, url: string, token?: string): Way {
  return {
    name,
    async open() {
      const client = clientOf(era);
      const headers: Record<string, string> =
        token === undefined ? {} : { authorization: `Bearer ${token}` };
      await client.connect(
        new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
      );
      return client;
    },
  };
}

export function directStdio(era: Era): Way {
  return stdioWay(`direct stdio ${era}`, era, process.execPath, [ECHO]);
}

/** The floor of the way through us: two processes in between that do nothing but carry bytes. */
export function relayedStdio(era: Era): Way {
  const relay = [process.execPath, RELAY] as const;
  return stdioWay(`relayed stdio ${era}`, era, process.execPath, [
    RELAY,
    ...relay,
    process.execPath,
    ECHO,
  ]);
}

/** The same server over HTTP, in a process of its own. */
export async function directHttp(era: Era): Promise<Way> {
  const child = Bun.spawn([process.execPath, ECHO, "http"], { stdout: "pipe", stderr: "ignore" });
  children.push(child);
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const port = Number(new TextDecoder().decode(value));
  return httpWay(`direct http ${era}`, era, `http://127.0.0.1:${port}/mcp`);
}

export function hubHttp(era: Era, { url, token }: KernelHome): Way {
  return httpWay(`hub http ${era}`, era, url, token);
}

/** As a client on this machine starts it. */
export function hubStdio(era: Era, { home }: KernelHome): Way {
  const args = [PROGRAM, "mcp", "serve", "--surface", "full"];
  return stdioWay(`hub stdio ${era}`, era, process.execPath, args, { GLASSBOX_HOME: home });
}

/** Peers in front of the same server, as far as they can be installed. */
export async function peerWays(
  folder: string,
): Promise<{ readonly ways: readonly Way[]; readonly missing: readonly string[] }> {
  if (!(await installPeer(PEERS))) return { ways: [], missing: ["mcp-proxy", "mcp-hub"] };
  const proxyPort = await freePort();
  const bin = (name: string) => join(PEERS, "node_modules/.bin", name);
  start([
    bin("mcp-proxy"),
    "--host",
    "127.0.0.1",
    "--port",
    String(proxyPort),
    "--",
    process.execPath,
    ECHO,
  ]);
  const hubPort = await freePort();
  const config = join(folder, "mcp-hub.json");
  writeFileSync(
    config,
    JSON.stringify({ mcpServers: { echo: { command: process.execPath, args: [ECHO] } } }),
  );
  start([bin("mcp-hub"), "--port", String(hubPort), "--config", config]);
  const proxy = `http://127.0.0.1:${proxyPort}/mcp`;
  const ways: Way[] = [
    httpWay("mcp-proxy modern", "modern", proxy),
    httpWay("mcp-proxy legacy", "legacy", proxy),
    onceOpened({
      name: "mcp-hub legacy",
      async open() {
        const client = clientOf("legacy");
        await client.connect(new SSEClientTransport(new URL(`http://127.0.0.1:${hubPort}/mcp`)));
        return client;
      },
    }),
  ];
  await until("mcp-hub is ready", () => hasConnected(`http://127.0.0.1:${hubPort}/api/health`));
  await until("mcp-proxy listens", () => isOpen(proxyPort));
  for (const way of ways.slice(0, 2)) await until(`${way.name} answers`, () => answers(way));
  rmSync(config);
  return { ways, missing: [] };
}

function start(command: readonly string[]): void {
  const child = Bun.spawn([process.execPath, ...command], {
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
  });
  children.push(child);
}

async function answers(way: Way): Promise<boolean> {
  try {
    const client = await way.open();
    const { tools } = await client.listTools();
    await client.close();
    return tools.length > 0;
  } catch {
    return false;
  }
}

/** mcp-hub 4.2.1 ends itself soon after the third client has left ("Maximum call stack size exceeded"). */
function onceOpened({ name, open }: Way): Way {
  let opened: Promise<Client> | undefined;
  return {
    name,
    async open() {
      const client = await (opened ??= open());
      client.close = async () => {};
      return client;
    },
  };
}

async function hasConnected(health: string): Promise<boolean> {
  const answer = await fetch(health).catch(() => null);
  return answer?.ok === true && /"status":\s*"connected"/.test(await answer.text());
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CallToolResult,
  Client,
  type ClientCapabilities,
  InMemoryTransport,
  type JSONObject,
  type JSONRPCRequest,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createServer, type PythonOptions } from "./index.ts";

// What the tests of this folder share: a store of their own and a client for each transport.

export interface Answer {
  readonly isError: boolean;
  readonly isFinal: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly content: CallToolResult["content"];
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly meta?: JSONObject;
  readonly progress?: (message: string) => void;
}

export interface Session extends AsyncDisposable {
  readonly client: Client;
  call(name: string, args: JSONObject, options?: CallOptions): Promise<Answer>;
}

/** How a test's client answers what the server asks of it. */
export interface Answering {
  readonly capabilities?: ClientCapabilities;
  asked?(request: JSONRPCRequest, signal: AbortSignal): Promise<unknown>;
}

const LONG_MS = 120_000;

function clientOf({ capabilities, asked }: Answering, mode: "legacy" | "auto"): Client {
  const client = new Client(
    { name: "test", version: "1" },
    { ...(capabilities && { capabilities }), versionNegotiation: { mode } },
  );
  if (asked)
    client.fallbackRequestHandler = (request, context) =>
      asked(request, context.mcpReq.signal) as Promise<JSONObject>;
  return client;
}

export async function inProcess(
  options: PythonOptions,
  answering: Answering = {},
): Promise<Session> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const server = createServer(options);
  await server.connect(far);
  const client = clientOf(answering, "legacy");
  await client.connect(near);
  return sessionOf(client, () => server.close());
}

export async function overStdio(
  store: string,
  mode: "legacy" | "auto",
  answering: Answering = {},
): Promise<Session> {
  const client = clientOf(answering, mode);
  const args = [join(import.meta.dir, "server.ts"), "--store", store];
  await client.connect(new StdioClientTransport({ command: process.execPath, args }));
  return sessionOf(client, async () => {});
}

function sessionOf(client: Client, closeServer: () => Promise<void>): Session {
  return {
    client,
    async call(name, args, { signal, meta, progress } = {}) {
      const result = await client.callTool(
        { name, arguments: args, ...(meta && { _meta: meta }) },
        {
          timeout: LONG_MS,
          ...(signal && { signal }),
          ...(progress && { onprogress: ({ message }) => progress(message ?? "") }),
        },
      );
      const [first] = result.content;
      return {
        isError: result.isError === true,
        isFinal: result._meta?.["dev.glassbox/final"] === true,
        text: first?.type === "text" ? first.text : "",
        data: Object(result.structuredContent),
        content: result.content,
      };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await closeServer();
    },
  };
}

/** Snapshots are the same for all tests of a checkout; what else a store holds is each test's own. */
const IMAGES = join(import.meta.dir, "../../node_modules/.cache/glassbox-python/images");

export function temporaryStore(): { readonly path: string; remove(): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "python-test-")));
  mkdirSync(IMAGES, { recursive: true, mode: 0o700 });
  symlinkSync(IMAGES, join(path, "images"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Processes that a process started and that are still there. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number)
    .toSorted((a, b) => a - b);
}

function parentOf(pid: string): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null; // it ended while we looked
  }
}

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LONG_MS; Date.now() < end; await Bun.sleep(20))
    if (await isSo()) return;
  throw new Error("it never came to that");
}

import { afterAll, beforeAll, beforeEach, describe } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { chmodSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Client, InMemoryTransport, type JSONObject } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createServer, type FilesOptions } from "./index.ts";

// What the tests of this folder share: a directory of their own and a client for each transport.

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
}

export interface Session extends AsyncDisposable {
  readonly client: Client;
  call(name: string, args: JSONObject, signal?: AbortSignal): Promise<Answer>;
}

type Connect = (options: FilesOptions) => Promise<Session>;

export const inProcess: Connect = async (options) => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer(options).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  return sessionOf(client);
};

export const overStdio =
  (mode: "legacy" | "auto"): Connect =>
  ({ root, maxBytes }) => {
    const limits = maxBytes === undefined ? [] : ["--max-bytes", String(maxBytes)];
    return spawnServer(mode, ["server.ts", "--root", root, ...limits]);
  };

export const unprivileged: Connect = ({ root }) =>
  spawnServer("legacy", ["testing-unprivileged.ts", root]);

async function spawnServer(mode: "legacy" | "auto", args: readonly string[]): Promise<Session> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const [script = "", ...others] = args;
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(import.meta.dir, script), ...others],
      maxBufferSize: 128 * 1024 * 1024,
    }),
  );
  return sessionOf(client);
}

function sessionOf(client: Client): Session {
  return {
    client,
    async call(name, args, signal) {
      const result = await client.callTool({ name, arguments: args }, signal && { signal });
      const [first] = result.content;
      return {
        isError: result.isError === true,
        text: first?.type === "text" ? first.text : "",
        data: Object(result.structuredContent),
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A directory that the server serves, empty at the start of every test, and what the tests do to it. */
export class Fixture {
  readonly outer = realpathSync(mkdtempSync(join(tmpdir(), "files-test-")));
  readonly root = join(this.outer, "root");
  session: Session | undefined;

  clear(): void {
    this.remove();
    mkdirSync(this.root, { recursive: true });
    // Readable to the unprivileged user that some tests run the server as.
    chmodSync(this.outer, 0o755);
  }

  remove(): void {
    rmSync(this.outer, { recursive: true, force: true });
  }

  call(name: string, args: JSONObject, signal?: AbortSignal): Promise<Answer> {
    if (!this.session) throw new Error("not connected");
    return this.session.call(name, args, signal);
  }

  async good(name: string, args: JSONObject): Promise<Record<string, unknown>> {
    const answer = await this.call(name, args);
    if (answer.isError) throw new Error(`${name}: ${answer.text}`);
    return answer.data;
  }

  async refused(name: string, args: JSONObject): Promise<string> {
    const answer = await this.call(name, args);
    if (!answer.isError) throw new Error(`${name} answered ${JSON.stringify(answer.data)}`);
    return answer.text;
  }

  put(name: string, content: string | Uint8Array): void {
    const file = join(this.root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  text(name: string): string {
    return readFileSync(join(this.root, name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(join(this.root, name));
  }

  names(directory = "."): string[] {
    return readdirSync(join(this.root, directory)).sort();
  }
}

const TRANSPORTS: readonly [string, Connect][] = [
  ["in process", inProcess],
  ["over stdio, 2025 revision", overStdio("legacy")],
  ["over stdio, 2026 revision", overStdio("auto")],
];

/** The same assertions for every way to reach the server. */
export function onEveryTransport(
  name: string,
  define: (fixture: Fixture) => void,
  options: Omit<FilesOptions, "root"> = {},
): void {
  describe.each(TRANSPORTS)(`${name}, %s`, (_, connect) => {
    const fixture = new Fixture();
    beforeAll(async () => {
      fixture.clear();
      fixture.session = await connect({ root: fixture.root, ...options });
    });
    beforeEach(() => {
      for (const entry of readdirSync(fixture.outer))
        if (entry !== "root") rmSync(join(fixture.outer, entry), { recursive: true });
      for (const entry of readdirSync(fixture.root))
        rmSync(join(fixture.root, entry), { recursive: true });
    });
    afterAll(async () => {
      await fixture.session?.[Symbol.asyncDispose]();
      fixture.remove();
    });
    define(fixture);
  });
}

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

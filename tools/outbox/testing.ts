import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, InMemoryTransport, type JSONObject } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createServer } from "./index.ts";

// What the tests of this folder share: an outbox of their own, and a client for each transport.

export const SERVER = join(import.meta.dir, "server.ts");

export interface Answer {
  readonly isError: boolean;
  readonly text: string;
  readonly data: Record<string, unknown>;
  readonly meta: Record<string, unknown>;
}

export interface Session extends AsyncDisposable {
  readonly client: Client;
  call(name: string, args: JSONObject): Promise<Answer>;
}

export type Connect = (root: string) => Promise<Session>;

export const inProcess: Connect = async (root) => {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await createServer({ root }).connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  return sessionOf(client);
};

export const overStdio =
  (mode: "legacy" | "auto"): Connect =>
  async (root) => {
    const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
    const args = [SERVER, root];
    await client.connect(new StdioClientTransport({ command: process.execPath, args }));
    return sessionOf(client);
  };

export const TRANSPORTS: readonly [string, Connect][] = [
  ["in process", inProcess],
  ["over stdio, 2025 revision", overStdio("legacy")],
  ["over stdio, 2026 revision", overStdio("auto")],
];

function sessionOf(client: Client): Session {
  return {
    client,
    async call(name, args) {
      const result = await client.callTool({ name, arguments: args });
      const [first] = result.content;
      return {
        isError: result.isError === true,
        text: first?.type === "text" ? first.text : "",
        data: Object(result.structuredContent),
        meta: Object(result._meta),
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A folder with an empty outbox, removed at the end of its scope. */
export interface Outbox extends Disposable {
  readonly root: string;
  /** The outbox's own file, as it is. */
  text(): string;
  /** Ids of the mails in it, in their order. */
  ids(): string[];
  write(name: string, text: string): void;
  settings(): unknown;
}

export function newOutbox(settings: object = { version: 1 }): Outbox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "outbox-test-")));
  const path = (name: string) => join(root, "outbox", name);
  mkdirSync(path(""));
  writeFileSync(path("outbox.json"), JSON.stringify(settings));
  const text = () => readFileSync(path("outbox.jsonl"), "utf8");
  return {
    root,
    text,
    ids: () =>
      text()
        .trimEnd()
        .split("\n")
        .map((line) => String(JSON.parse(line).id)),
    write: (name, content) => writeFileSync(path(name), content),
    settings: () => JSON.parse(readFileSync(path("outbox.json"), "utf8")),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

export const mail = (id: string) => ({
  id,
  to: "ada@example.org",
  subject: `Invoice ${id}`,
  body: "480 EUR, please.\n\nThank you — ☕",
});

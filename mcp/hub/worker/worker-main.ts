// Runs in the thread of one server: loads its module and joins the server to the thread's messages.
import type { Transport } from "@modelcontextprotocol/client";
import type { McpServerLike } from "../spec.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

declare const self: Worker;

interface ServerModule {
  createServer(options: object): McpServerLike | Promise<McpServerLike>;
}

const transport: Transport = {
  async start() {},
  async send(message) {
    tell({ is: "message", text: JSON.stringify(message) });
  },
  async close() {
    tell({ is: "closed" });
  },
};
// What a server prints is for people; the standard output belongs to the program's answer.
console.log = console.error;
console.info = console.error;
console.debug = console.error;

let server: McpServerLike | undefined;

function tell(message: FromWorker): void {
  postMessage(message);
}

async function begin(path: string, options: object): Promise<void> {
  try {
    const { createServer } = (await import(path)) as Partial<ServerModule>;
    if (createServer === undefined) throw new Error(`${path} exports no createServer`);
    server = await createServer(options);
    await server.connect(transport);
    tell({ is: "ready" });
  } catch (error) {
    tell({ is: "failed", why: error instanceof Error ? error.message : String(error) });
  }
}

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.is === "begin") void begin(data.module, data.options);
  if (data.is === "message") transport.onmessage?.(JSON.parse(data.text));
  if (data.is === "end") void server?.close();
};

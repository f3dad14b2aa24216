import { McpServer } from "@modelcontextprotocol/server";
import { installFetch } from "./fetch.ts";
import { createAllowList } from "./target.ts";

export interface WebOptions {
  /** `host` or `host:port` whose private addresses may be contacted; public ones always may. */
  readonly allow?: readonly string[];
  /** Bytes of one answer, counted after decompression; 5 MiB unless said otherwise. */
  readonly maxBytes?: number;
  /** For everything from the first lookup to the last byte; 20 s unless said otherwise. */
  readonly timeoutMs?: number;
  /** Certificates (PEM) to trust instead of the usual ones. */
  readonly ca?: string;
}

const DEFAULT_MAX_BYTES = 5 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 20_000;

export function createServer(options: WebOptions = {}): McpServer {
  const server = new McpServer(
    { name: "glassbox-web", title: "Web", version: "0.1.0" },
    { capabilities: { tools: { listChanged: false } } },
  );
  installFetch(server, {
    allow: createAllowList(options.allow ?? []),
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    ca: options.ca,
  });
  return server;
}

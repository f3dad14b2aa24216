#!/usr/bin/env bun
import { parseArgs } from "node:util";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer } from "./index.ts";

const USAGE = "Usage: bun tools/files/server.ts --root DIR [--max-bytes N]";

/** The largest content that files_write takes, in the worst way JSON can write it. */
const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

function readOptions() {
  const { values } = parseArgs({
    options: { root: { type: "string" }, "max-bytes": { type: "string" } },
  });
  if (values.root === undefined) throw new Error("--root is missing; name the directory to serve");
  if (values["max-bytes"] === undefined) return { root: values.root };
  const maxBytes = Number(values["max-bytes"]);
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 1)
    throw new Error("--max-bytes takes a whole number of bytes, such as 2097152");
  return { root: values.root, maxBytes };
}

try {
  const options = readOptions();
  createServer(options); // a wrong root is said now, not at the first message
  serveStdio(() => createServer(options), {
    transport: new StdioServerTransport(process.stdin, process.stdout, {
      maxBufferSize: MAX_MESSAGE_BYTES,
    }),
    onerror: (error) => console.error(error.message),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(USAGE);
  process.exit(2);
}

#!/usr/bin/env bun
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer } from "./index.ts";

const USAGE = "Usage: bun tools/outbox/server.ts DIR";

try {
  const [root, ...others] = process.argv.slice(2);
  if (root === undefined || others.length > 0) throw new Error("name one directory to serve");
  createServer({ root }); // what is wrong with the directory is said now, not at the first message
  serveStdio(() => createServer({ root }), {
    onerror: (error) => console.error(error.message),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(USAGE);
  process.exit(2);
}

#!/usr/bin/env bun
import { parseArgs } from "node:util";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer, type WebOptions } from "./index.ts";

const USAGE =
  "Usage: bun tools/web/server.ts [--allow HOST[:PORT]]... [--max-bytes N] [--timeout-ms N]";

function readOptions(): WebOptions {
  const { values } = parseArgs({
    options: {
      allow: { type: "string", multiple: true },
      "max-bytes": { type: "string" },
      "timeout-ms": { type: "string" },
    },
  });
  const maxBytes = wholeNumber("--max-bytes", values["max-bytes"]);
  const timeoutMs = wholeNumber("--timeout-ms", values["timeout-ms"]);
  return {
    allow: values.allow ?? [],
    ...(maxBytes !== undefined && { maxBytes }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} takes a whole number, such as 20000`);
}

try {
  const options = readOptions();
  serveStdio(() => createServer(options), { onerror: (error) => console.error(error.message) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(USAGE);
  process.exit(2);
}

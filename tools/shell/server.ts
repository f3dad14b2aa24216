#!/usr/bin/env bun
import { parseArgs } from "node:util";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createServer, type ShellOptions } from "./index.ts";

const USAGE =
  "Usage: bun tools/shell/server.ts --root DIR --enable [--timeout-ms N] [--max-output-bytes N]";

function readOptions(): ShellOptions {
  const { values } = parseArgs({
    options: {
      root: { type: "string" },
      enable: { type: "boolean", default: false },
      "timeout-ms": { type: "string" },
      "max-output-bytes": { type: "string" },
    },
  });
  if (values.root === undefined) throw new Error("--root is missing; name the directory to run in");
  const timeoutMs = wholeNumber("--timeout-ms", values["timeout-ms"]);
  const maxOutputBytes = wholeNumber("--max-output-bytes", values["max-output-bytes"]);
  return {
    root: values.root,
    enabled: values.enable,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(maxOutputBytes !== undefined && { maxOutputBytes }),
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`${name} takes a whole number, such as 60000`);
}

try {
  const options = readOptions();
  createServer(options); // a wrong root is said now, not at the first message
  serveStdio(() => createServer(options), { onerror: (error) => console.error(error.message) });
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.error(USAGE);
  process.exit(2);
}

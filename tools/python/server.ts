#!/usr/bin/env bun
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { addPackages } from "./add.ts";
import { readCommand, USAGE } from "./command-line.ts";
import { createServer } from "./index.ts";
import type { PythonOptions } from "./types.ts";

/** The largest files that a program is given, in the worst way JSON can write them. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

function serve(options: PythonOptions): void {
  serveStdio(() => createServer(options), {
    transport: new StdioServerTransport(process.stdin, process.stdout, {
      maxBufferSize: MAX_MESSAGE_BYTES,
    }),
    onerror: (error) => console.error(error.message),
  });
}

async function build({ store, index }: PythonOptions): Promise<void> {
  const { createPackages } = await import("./wheels/index.ts");
  const { prepareImage } = await import("./image/index.ts");
  const packages = createPackages({ store, ...(index !== undefined && { index }) });
  for (const { name } of await packages.images()) {
    await prepareImage({ store, packages, image: name });
    console.error(`image ${name} is ready`);
  }
}

function readOrExit() {
  try {
    return readCommand(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error(USAGE);
    process.exit(2);
  }
}

const command = readOrExit();
try {
  const { options } = command;
  if (command.is === "serve") serve(options);
  if (command.is === "build") await build(options);
  if (command.is === "add") await addPackages(command, (line) => console.error(line));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

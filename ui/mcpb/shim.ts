// What the bundle starts: a pipe between its client and the kernel, on plain Node, in one file.
import { once } from "node:events";
import { createInterface } from "node:readline";

import { homeFolder, homePaths } from "../socket/home.ts";
import { relay } from "../socket/mcp-relay.ts";
import { VERSION } from "../socket/version.ts";
import { parseArguments } from "./arguments.ts";
import { isServed } from "./node-link.ts";
import { findInstalled } from "./program.ts";
import { serveSetup } from "./setup.ts";

/** The client is gone: there is nobody left to tell. */
process.stdout.on("error", () => process.exit(0));

async function write(bytes: Buffer | string): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, "drain");
}

async function main(): Promise<void> {
  const { dir, home, surface } = parseArguments(process.argv.slice(2));
  const paths = homePaths(home ?? homeFolder());
  const isHere = async () => findInstalled(paths.home) !== null || (await isServed(paths));
  if (!(await isHere())) {
    const lines = createInterface({ input: process.stdin });
    const send = (message: object) => void write(`${JSON.stringify(message)}\n`);
    return serveSetup(lines, send, VERSION, isHere);
  }
  await relay({
    paths,
    hello: { dir, surface },
    input: process.stdin,
    output: write,
    note: (line) => void process.stderr.write(`glassbox: ${line}\n`),
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`glassbox: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);

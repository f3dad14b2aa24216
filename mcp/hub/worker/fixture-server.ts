import type { Server } from "@modelcontextprotocol/server";
import { createFixtureServer } from "../fixture-server.ts";

/** The fixture as a module that a thread can load. */
export function createServer({ root }: { readonly root: string }): Server {
  return createFixtureServer(root);
}

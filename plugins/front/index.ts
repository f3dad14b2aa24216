import type { Plugin } from "../../kernel/host.ts";
import { lateFront } from "./late-front.ts";
import { clientShares } from "./shares.ts";

export const plugin: Plugin = {
  manifest: {
    name: "front",
    version: "1.0.0",
    description:
      "This home as an MCP server: its tools, its runs, and the tools of all its servers",
  },
  activate(host) {
    // An idle kernel holds nothing of it in memory.
    const front = lateFront(async () => (await import("./compose.ts")).composeFront(host));
    host.provide("front", "mcp", front);
    host.provide("run-shares", "clients", clientShares(host));
    host.provide("boot", "front", async () => () => front.close());
  },
};

import type { Command } from "commander";

import { addLeaf, type Menu } from "../command.ts";
import { helloOf, type ServingOptions } from "../serving.ts";

export function addMcpServe(menu: Menu, mcp: Command): void {
  addLeaf<ServingOptions>(menu, mcp, {
    name: "serve",
    summary: "Speak MCP over standard input and output, for a client that starts this.",
    examples: ["glassbox mcp serve", "glassbox mcp serve --dir ~/Vault --surface full"],
    build: addServingOptions,
    async handler({ note }, _, options) {
      const hello = helloOf(options);
      const { serveStdio } = await import("../serve-stdio.ts");
      await serveStdio(hello, note);
      return null;
    },
  });
}

export function addServingOptions(command: Command): void {
  command
    .option("--dir <dir>", "where runs and servers work that need a folder")
    .option("--surface <surface>", "the tools that are shown: stable, full or auto");
}

import { spawn } from "node:child_process";
import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";

interface Options {
  readonly port?: number;
  readonly browser: boolean;
}

export function addMcpLogin(menu: Menu, mcp: Command): void {
  addLeaf<Options>(menu, mcp, {
    name: "login",
    summary: "Log in at a remote server: opens its page in your browser and waits for your answer.",
    examples: [
      "glassbox mcp login tracker",
      "glassbox mcp login tracker --no-browser --port 28417",
    ],
    build: (command) =>
      void command
        .argument("<name>", "a remote server")
        .option("--port <n>", "where the browser is sent back to, on 127.0.0.1", readPort)
        .option("--no-browser", "print the address of the page and open nothing"),
    async handler(session, [name], { port, browser }) {
      const input = { name, ...(port === undefined ? {} : { port }) };
      const onPart = (part: JsonValue) => {
        const url = isObject(part) ? part["url"] : undefined;
        if (typeof url !== "string") return;
        // Also with -q: without it nobody can go on.
        session.terminal.note(`open this page to log in: ${url}`);
        if (browser && session.mayAsk) openPage(url);
      };
      const data = await session.call<{ name: string; tools: readonly string[] }>(
        "servers.login",
        input,
        { onPart },
      );
      return { data: { ...data }, text: `logged in at ${data.name}: ${data.tools.length} tools` };
    },
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw usage(`--port must be a number from 1 to 65535, not "${text}"`);
}

/** The address stays printed: where there is no browser, a person opens it elsewhere. */
function openPage(url: string): void {
  const { protocol } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") return;
  const program = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(program, [url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}

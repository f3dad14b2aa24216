import type { Command } from "commander";

import { addGroup, type Menu } from "../command.ts";
import { addMcpAdd } from "./mcp-add.ts";
import { addMcpApprove } from "./mcp-approve.ts";
import { addMcpCheck } from "./mcp-check.ts";
import { addMcpImport } from "./mcp-import.ts";
import { addMcpList } from "./mcp-ls.ts";
import { addMcpLogin } from "./mcp-login.ts";
import { addMcpLogs } from "./mcp-logs.ts";
import { addMcpServe } from "./mcp-serve.ts";

/** The group `mcp`; other files add their commands to it. */
export function addMcp(menu: Menu): Command {
  const mcp = addGroup(menu, "mcp", "Add, list, check and remove MCP servers.", [
    "glassbox mcp ls",
    "glassbox mcp add notes -- npx -y @modelcontextprotocol/server-filesystem ~/Notes",
  ]);
  addMcpAdd(menu, mcp);
  addMcpList(menu, mcp);
  addMcpCheck(menu, mcp);
  addMcpImport(menu, mcp);
  addMcpLogin(menu, mcp);
  addMcpLogs(menu, mcp);
  addMcpApprove(menu, mcp);
  addMcpServe(menu, mcp);
  return mcp;
}

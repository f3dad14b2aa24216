import { McpServer } from "@modelcontextprotocol/server";
import { addReadTools } from "./read-tools.ts";
import { addRenameTools } from "./rename-tools.ts";
import { addShapeTools } from "./shape-tools.ts";

/** Pure functions over data for plans: no file, no network, no clock. Connect it to a transport. */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: "data", title: "Data functions", version: "0.1.0" },
    { capabilities: { tools: {} } },
  );
  addReadTools(server);
  addShapeTools(server);
  addRenameTools(server);
  return server;
}

import type { HomePaths } from "./home.ts";
import { callingPath } from "./socket-path.ts";

/** The socket of MCP streams as a socket of its own: a home with a long path has it under another short name. */
export function mcpPaths(paths: HomePaths): HomePaths {
  return { ...paths, home: paths.mcp, socket: paths.mcp };
}

export function mcpPath(paths: HomePaths): string {
  return callingPath(mcpPaths(paths));
}

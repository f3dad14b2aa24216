import { join } from "node:path";

import { type Place, settingsFolder } from "../place.ts";
import type { Client } from "./client.ts";
import { readCommon, typedEntry } from "./shapes.ts";

/** A portable one keeps everything beside its program, and says where. */
function folder(place: Place): string {
  const portable = place.env["VSCODE_PORTABLE"];
  if (portable) return join(portable, "user-data");
  return join(place.env["VSCODE_APPDATA"] || settingsFolder(place), "Code");
}

export const vscode: Client = {
  id: "vscode",
  title: "VS Code",
  format: "jsonc",
  path: ["servers"],
  file: (place) => join(folder(place), "User/mcp.json"),
  traces: (place) => [
    folder(place),
    ...(place.platform === "darwin" ? ["/Applications/Visual Studio Code.app"] : []),
  ],
  programs: ["code"],
  entry: typedEntry,
  read: readCommon,
  next: "VS Code asks once whether it trusts it (MCP: List Servers)",
};

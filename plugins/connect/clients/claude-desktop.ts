import { join } from "node:path";

import { type Place, settingsFolder } from "../place.ts";
import type { Client } from "./client.ts";
import { commonEntry, readCommon } from "./shapes.ts";

const folder = (place: Place) => join(settingsFolder(place), "Claude");

export const claudeDesktop: Client = {
  id: "claude-desktop",
  title: "Claude Desktop",
  format: "json",
  path: ["mcpServers"],
  file: (place) => join(folder(place), "claude_desktop_config.json"),
  traces: (place) => [
    folder(place),
    ...(place.platform === "darwin" ? ["/Applications/Claude.app"] : []),
  ],
  programs: ["claude-desktop"],
  entry: commonEntry,
  read: readCommon,
  next: "quit Claude Desktop and open it again",
};

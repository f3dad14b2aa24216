import { expect, test } from "bun:test";

import type { Place } from "../place.ts";
import { CLIENTS, clientNamed } from "./index.ts";

const linux: Place = { platform: "linux", home: "/home/ada", env: {} };
const mac: Place = { platform: "darwin", home: "/Users/ada", env: {} };
const filesOn = (place: Place) => CLIENTS.map((client) => client.file(place));

test("each client's own file is found on Linux and macOS", () => {
  expect(filesOn(linux)).toEqual([
    "/home/ada/.config/Claude/claude_desktop_config.json",
    "/home/ada/.claude.json",
    "/home/ada/.cursor/mcp.json",
    "/home/ada/.config/Code/User/mcp.json",
    "/home/ada/.codex/config.toml",
    "/home/ada/.config/opencode/opencode.json",
    "/home/ada/.gemini/settings.json",
  ]);
  const support = "/Users/ada/Library/Application Support";
  expect(filesOn(mac)).toEqual([
    `${support}/Claude/claude_desktop_config.json`,
    "/Users/ada/.claude.json",
    "/Users/ada/.cursor/mcp.json",
    `${support}/Code/User/mcp.json`,
    "/Users/ada/.codex/config.toml",
    "/Users/ada/.config/opencode/opencode.json",
    "/Users/ada/.gemini/settings.json",
  ]);
});

test("a variable that moves a client's settings moves them here too", () => {
  const moved: [string, string, string, string][] = [
    ["claude-desktop", "XDG_CONFIG_HOME", "/x", "/x/Claude/claude_desktop_config.json"],
    ["claude-code", "CLAUDE_CONFIG_DIR", "/x", "/x/.claude.json"],
    ["vscode", "XDG_CONFIG_HOME", "/x", "/x/Code/User/mcp.json"],
    ["vscode", "VSCODE_PORTABLE", "/x", "/x/user-data/User/mcp.json"],
    ["codex", "CODEX_HOME", "/x", "/x/config.toml"],
    ["opencode", "XDG_CONFIG_HOME", "/x", "/x/opencode/opencode.json"],
    ["opencode", "OPENCODE_CONFIG", "/x/own.json", "/x/own.json"],
    ["opencode", "OPENCODE_CONFIG_DIR", "/x", "/x/opencode.json"],
    ["gemini", "GEMINI_CLI_HOME", "/x", "/x/.gemini/settings.json"],
  ];
  for (const [id, name, value, file] of moved)
    expect(clientNamed(id).file({ ...linux, env: { [name]: value } })).toBe(file);
});

test("a client that is not known is refused with the one that was meant", () => {
  expect(() => clientNamed("claude-dektop")).toThrow(/did you mean "claude-desktop"/);
});

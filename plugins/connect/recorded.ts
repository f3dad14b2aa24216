/** Settings in the shape in which each client leaves them on a machine that has been in use. */
export const RECORDED: Readonly<Record<string, string>> = {
  "claude-desktop": `{
  "globalShortcut": "Alt+Space",
  "mcpServers": {
    "filesystem": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/Users/ada/Desktop"]
    },
    "memory": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-memory"],
      "env": { "MEMORY_FILE_PATH": "/Users/ada/memory.json" }
    }
  },
  "preferences": { "menuBarEnabled": false, "legacyQuickEntryEnabled": true }
}
`,
  "claude-code": `{
  "numStartups": 214,
  "installMethod": "native",
  "autoUpdates": false,
  "tipsHistory": {
    "new-user-warmup": 3,
    "shift-enter": 198
  },
  "projects": {
    "/home/ada/work": {
      "allowedTools": [],
      "history": [{ "display": "why is {\\"mcpServers\\": {}} empty?", "pastedContents": {} }],
      "mcpServers": {},
      "hasTrustDialogAccepted": true
    }
  },
  "oauthAccount": { "emailAddress": "ada@example.org" },
  "mcpServers": {
    "github": {
      "type": "http",
      "url": "https://api.example.org/mcp/",
      "headers": { "Authorization": "Bearer ghp_0123456789abcdefghijklmnopqrstuvwxyz" }
    },
    "old": { "type": "sse", "url": "https://old.example.org/sse" }
  },
  "bypassPermissionsModeAccepted": false
}
`,
  cursor: `{
\t// what I use every day
\t"mcpServers": {
\t\t"sequential-thinking": {
\t\t\t"command": "bunx",
\t\t\t"args": ["@modelcontextprotocol/server-sequential-thinking"],
\t\t}, // keep
\t\t/* a remote one */
\t\t"docs": { "url": "https://docs.example.org/mcp" }
\t\t// nothing more
\t}
}
`,
  vscode: `{
\t"inputs": [
\t\t{ "type": "promptString", "id": "token", "description": "A token", "password": true }
\t],
\t"servers": {
\t\t"playwright": {
\t\t\t"type": "stdio",
\t\t\t"command": "npx",
\t\t\t"args": ["@playwright/mcp@latest"]
\t\t},
\t\t"tracker": {
\t\t\t"type": "http",
\t\t\t"url": "https://tracker.example.org/mcp",
\t\t\t"headers": { "Authorization": "Bearer \${input:token}" }
\t\t}
\t}
}
`,
  codex: `model = "gpt-5-codex"
model_reasoning_effort = "high"
notify = ["python3", "/home/ada/.codex/notify.py"]

# my projects
[projects."/home/ada/work"]
trust_level = "trusted"

[mcp_servers.context]
command = "npx"
args = [
  "-y",
  "@example/context-mcp", # the newest
]
startup_timeout_sec = 20

[mcp_servers.context.env]
CONTEXT_API_KEY = "ctx7sk-1234-5678"

# remote
[mcp_servers.figma]
url = "https://mcp.example.org/mcp"
bearer_token_env_var = "FIGMA_TOKEN"
enabled = false

[tui]
notifications = true
`,
  opencode: `{
  "$schema": "https://opencode.ai/config.json",
  "theme": "system",
  // local and remote ones
  "mcp": {
    "everything": {
      "type": "local",
      "command": ["npx", "-y", "@modelcontextprotocol/server-everything"],
      "environment": { "DEBUG": "1" },
      "enabled": true,
    },
    "wiki": { "type": "remote", "url": "https://wiki.example.org/mcp", "enabled": false },
  },
}
`,
  gemini: `{
  "security": { "auth": { "selectedType": "oauth-personal" } },
  "ui": { "theme": "GitHub" },
  "mcp": { "excluded": ["slow"] },
  "mcpServers": {
    "slow": { "command": "python3", "args": ["/opt/slow.py"], "timeout": 60000 },
    "maps": { "httpUrl": "https://maps.example.org/mcp", "headers": { "X-Goog-Api-Key": "$MAPS_KEY" } }
  }
}
`,
};

/** Nothing but these settings is in the file. */
export const SMALL: Readonly<Record<string, string>> = {
  "an empty file": "",
  "blank lines": "\n\n",
  "no servers yet": "{}",
  "on one line": '{"mcpServers":{"a":{"command":"a"}},"servers":{},"mcp":{}}',
  "without an end of line": '{\n  "theme": "dark"\n}',
};

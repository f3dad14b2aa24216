import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { House } from "./house.ts";
import { PROMPT } from "./script.ts";

/** Where the server is that a client is to use: it starts it, or it is there. */
export type Way =
  | { readonly kind: "stdio" }
  | { readonly kind: "http"; readonly url: string; readonly token: string };

/** A client that has a model of its own; ours is put in that one's place. */
export interface Agent {
  readonly id: string;
  /** Writes what it needs to know, before or after `glassbox connect` has written its part. */
  prepare(house: House, model: string): void;
  /** Over HTTP there is nothing to connect by: the entry is written here. */
  point(house: House, way: Extract<Way, { kind: "http" }>): void;
  start(
    modules: string,
    model: string,
  ): {
    readonly command: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}

function write(house: House, path: string, text: string): void {
  const file = join(house.home, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function change(house: House, path: string, changes: object): void {
  const file = join(house.home, path);
  const said = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as object) : {};
  write(house, path, `${JSON.stringify({ ...said, ...changes }, null, 2)}\n`);
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

const claudeCode: Agent = {
  id: "claude-code",
  prepare(house) {
    change(house, ".claude.json", { hasCompletedOnboarding: true, numStartups: 3 });
  },
  point(house, { url, token }) {
    const glassbox = { type: "http", url, headers: bearer(token) };
    change(house, ".claude.json", { mcpServers: { glassbox } });
  },
  start: (modules, model) => ({
    command: [join(modules, ".bin/claude"), "-p", PROMPT, "--allowedTools", "mcp__glassbox"],
    env: {
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: "none",
      ENABLE_TOOL_SEARCH: "false",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
    },
  }),
};

const codex: Agent = {
  id: "codex",
  prepare(house, model) {
    write(
      house,
      ".codex/config.toml",
      [
        'model = "scripted"',
        'model_provider = "scripted"',
        "[model_providers.scripted]",
        'name = "scripted"',
        `base_url = "${model}/v1"`,
        'wire_api = "responses"',
        "",
      ].join("\n"),
    );
  },
  point(house, { url, token }) {
    const table = `\n[mcp_servers.glassbox]\nurl = "${url}"\n`;
    const headers = `http_headers = { Authorization = "Bearer ${token}" }\n`;
    appendFileSync(join(house.home, ".codex/config.toml"), table + headers);
  },
  start: (modules) => ({
    command: [
      join(modules, ".bin/codex"),
      "exec",
      "--skip-git-repo-check",
      "-c",
      'mcp_servers.glassbox.default_tools_approval_mode="approve"',
      PROMPT,
    ],
    env: {},
  }),
};

const opencode: Agent = {
  id: "opencode",
  prepare(house, model) {
    const provider = {
      scripted: {
        npm: "@ai-sdk/openai-compatible",
        name: "scripted",
        options: { baseURL: `${model}/v1`, apiKey: "none" },
        models: { scripted: { name: "scripted", tool_call: true } },
      },
    };
    const settings = { provider, model: "scripted/scripted", autoupdate: false, share: "disabled" };
    change(house, ".config/opencode/opencode.json", settings);
  },
  point(house, { url, token }) {
    const glassbox = { type: "remote", url, headers: bearer(token), oauth: false, enabled: true };
    change(house, ".config/opencode/opencode.json", { mcp: { glassbox } });
  },
  start: (modules) => ({
    command: [
      join(modules, `opencode-${process.platform}-${process.arch}/bin/opencode`),
      "run",
      "--model",
      "scripted/scripted",
      PROMPT,
    ],
    env: { OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_DEFAULT_PLUGINS: "1" },
  }),
};

const gemini: Agent = {
  id: "gemini",
  prepare(house) {
    change(house, ".gemini/settings.json", {
      security: { auth: { selectedType: "gemini-api-key" } },
      privacy: { usageStatisticsEnabled: false },
      general: { disableAutoUpdate: true },
    });
  },
  point(house, { url, token }) {
    const glassbox = { httpUrl: url, headers: bearer(token) };
    change(house, ".gemini/settings.json", { mcpServers: { glassbox } });
  },
  start: (modules, model) => ({
    command: [
      process.execPath,
      join(modules, ".bin/gemini"),
      "--skip-trust",
      // By a name, or it asks a model first which one to take.
      "--model",
      "gemini-2.5-flash",
      "--approval-mode",
      "yolo",
      "-p",
      PROMPT,
    ],
    env: { GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: model },
  }),
};

export const AGENTS: readonly Agent[] = [claudeCode, codex, opencode, gemini];

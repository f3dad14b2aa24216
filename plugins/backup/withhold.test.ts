import { describe, expect, test } from "bun:test";

import type { JsonObject } from "../../kernel/json.ts";
import { withhold } from "./withhold.ts";

/** What is left of the settings of one server. */
function left(server: JsonObject): JsonObject {
  const { config } = withhold({ servers: { one: { command: "npx", ...server } } });
  return (config["servers"] as JsonObject)["one"] as JsonObject;
}

describe("a secret of a server is withheld", () => {
  test.each<[string, readonly string[]]>([
    ["in a variable of a container", ["run", "-e", "GITHUB_TOKEN=hunter2SECRET", "ghcr.io/x/y"]],
    ["in a variable of any name", ["run", "-e", "WHATEVER=hunter2SECRET", "ghcr.io/x/y"]],
    ["in the login of a database", ["server-postgres", "postgresql://user:hunter2SECRET@db/x"]],
    ["with signs of every kind", ["server-postgres", "postgresql://u:p/?#@hunter2SECRET@db/x"]],
    ["without a user", ["x", "redis://:hunter2SECRET@db:6379"]],
    ["in an address of Java", ["x", "jdbc:sqlserver://db;user=sa;password=hunter2SECRET"]],
    ["in a header", ["mcp-remote", "https://x/mcp", "--header", "Authorization: hunter2SECRET"]],
    ["in a header of any name", ["mcp-remote", "-H", "X-Me:hunter2SECRET"]],
    ["in a parameter", ["mcp-remote", "https://x/mcp?api_key=hunter2SECRET"]],
    ["in a parameter without a name", ["mcp-remote", "https://x/mcp?hunter2SECRET"]],
    ["behind the sign of a fragment", ["mcp-remote", "https://x/mcp#hunter2SECRET"]],
    ["in a path", ["mcp-remote", "https://x/s/hunter2SECRETa9B8c7D6e5F4/mcp"]],
    ["in a host", ["mcp-remote", "https://hunter2SECRETa9B8c7D6e5F4.example.com/mcp"]],
    ["after --pass", ["x", "--pass", "hunter2SECRET"]],
    ["after --pat", ["x", "--pat", "hunter2SECRET"]],
    ["after an option that tells nothing", ["x", "--with-it", "hunter2SECRET"]],
    ["as a number", ["x", "--pin", "27182", "hunter2SECRET"]],
    ["as what looks like an option", ["x", "--token", "-hunter2SECRETa9B8c7D6e5F4"]],
    ["as what looks like a path", ["x", "--password", "/hunter2SECRET"]],
    ["in --auth=", ["x", "--auth=hunter2SECRET"]],
    ["in an option of any name", ["x", "--with-it=hunter2SECRET"]],
    ["right after -p", ["x", "-phunter2SECRET"]],
    ["in a shell's line", ["-c", "TOKEN=hunter2SECRET exec x"]],
    ["in JSON", ["x", '--json={"token":"hunter2SECRET"}']],
    ["by itself", ["x", "hunter2SECRET"]],
    ["in two lines", ["x", "A=1\nhunter2SECRET"]],
  ])("%s", (_name, args) => {
    const { config, withheld } = withhold({ servers: { one: { command: "npx", args } } });
    expect(JSON.stringify(config)).not.toMatch(/hunter2SECRET|27182/);
    expect(withheld).not.toEqual([]);
    for (const place of withheld) expect(place).toMatch(/^servers\.one\.args\[\d\]$/);
  });

  test("and what only says where it is, is not", () => {
    const server = {
      url: "https://issues.example/mcp",
      env: { TOKEN: "secret://github-token" },
      headers: { Authorization: "secret://github-token" },
      oauth: { clientSecret: "secret://issues", scopes: ["read"] },
      policy: { "get_*": "ask", get_token: "deny" },
      pool: "session",
      protocol: "modern",
      idleSeconds: 60,
    };
    const { command, ...kept } = left(server);
    expect(command).toBe("npx");
    expect(kept).toEqual(server);
    expect(left({ env: { TOKEN: "Bearer secret://github-token hunter2" } })["env"]).toEqual({
      TOKEN: "withheld:servers.one.env.TOKEN",
    });
  });

  test("in its environment, its headers and what nobody knows", () => {
    const server = {
      env: { A: "hunter2SECRET", B: "true" },
      headers: { "X-Me": "hunter2SECRET" },
      more: ["hunter2SECRET", { key: "plain" }],
    };
    const place = (name: string) => `withheld:servers.one.${name}`;
    expect(left(server)).toEqual({
      command: "npx",
      env: { A: place("env.A"), B: place("env.B") },
      headers: { "X-Me": place("headers.X-Me") },
      more: [place("more[0]"), { key: place("more[1].key") }],
    });
  });

  test("in its command", () => {
    expect(left({ command: "sh -c 'TOKEN=hunter2SECRET x'" })).toEqual({
      command: "withheld:servers.one.command",
    });
  });

  test("everywhere, when one place tells what it is", () => {
    const servers = { one: { command: "x", env: { A: "correct-horse" } } };
    const { config, withheld } = withhold({ servers, workspace: { ignore: ["correct-horse/a"] } });
    expect(config["workspace"]).toEqual({ ignore: ["withheld/a"] });
    expect(withheld).toEqual(["servers.one.env.A", "workspace.ignore[0]"]);
  });
});

test("a secret of another setting is withheld, and what is left can be read as settings", () => {
  const { config, withheld } = withhold({
    models: {
      ollama: { url: "http://me:hunter2SECRET@models.example" },
      openai: { url: "https://x/v1?key=hunter2SECRET", keyEnv: "sk_live_a1B2c3D4e5F6g7H8" },
      compatible: { odd: { url: "https://a b:hunter2SECRET" } },
    },
    export: { otlp: { endpoint: "http://c/", headersEnv: { authorization: "hunter2 SECRET" } } },
  });
  expect(config).toEqual({
    models: {
      ollama: { url: "http://withheld@models.example" },
      openai: { url: "https://x/v1?key=withheld", keyEnv: "WITHHELD" },
      compatible: { odd: { url: "https://withheld" } },
    },
    export: { otlp: { endpoint: "http://c/", headersEnv: { authorization: "WITHHELD" } } },
  });
  expect(withheld).toEqual([
    "models.ollama.url",
    "models.openai.url",
    "models.openai.keyEnv",
    "models.compatible.odd.url",
    "export.otlp.headersEnv.authorization",
  ]);
});

test("what is certainly no secret stays as it is", () => {
  const servers = {
    npx: {
      command: "npx",
      args: ["-y", "@modelcontextprotocol/server-filesystem@2025.8.21", "/d/n"],
    },
    plain: {
      command: "npx",
      args: ["-y", "mcp-remote@latest", "https://mcp.example.com:8443/sse"],
    },
    uvx: { command: "uvx", args: ["--from", "git+https://github.com/x/y@v1.2", "mcp-server-git"] },
    docker: {
      command: "/usr/bin/docker",
      args: ["run", "-i", "--rm", "-p", "8080:80", "-v", "/data:/data:ro", "mcp/fetch:1.2"],
    },
    python: { command: "python3", args: ["-m", "mcp_server_time", "--local-timezone=1"] },
    node: { command: "node", args: ["--inspect", "dist/index.js", "--port", "25", "-p8080:80"] },
    paths: { command: "/My Apps/x", args: ["--path", "~/notes", "--key-file", "./k.pem", "--"] },
    words: { command: "x", args: ["--log-level=debug", "--transport", "stdio", "-v", "--verbose"] },
    more: { command: "x", cwd: "/home/me", effects: { a: "read" }, keys: { a: "idempotencyKey" } },
  };
  const config = {
    $schema: "https://glassbox.example/config.schema.json",
    servers,
    tools: { web: { allow: ["nas.local:8080"] }, deny: ["mail__*"], allow: [] },
    models: {
      default: "ollama/hf.co/unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:Q4_K_M",
      embedder: "ollama/nomic-embed-text:latest",
      ollama: { url: "http://127.0.0.1:11434", keepAlive: "10m" },
      openai: { url: "https://x.example/v1?api-version=2024-02-01", keyEnv: "OPENAI_API_KEY" },
      arguments: { mail__send: { password: { from: ["goal"] } } },
    },
    proof: { checkpoints: "/media/stick/notes" },
    export: { otlp: { endpoint: "http://127.0.0.1:4318", headersEnv: { a: "COLLECTOR_KEY" } } },
    workspace: { ignore: ["node_modules"], pinned: ["0198c0de-1111-7222-8333-444455556666"] },
    run: { budget: { tokens: 5 } },
  };
  expect(withhold(config)).toEqual({ config, withheld: [] });
});

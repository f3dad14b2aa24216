import { expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

import { testHome, type TestHome } from "../socket/testing.ts";

setDefaultTimeout(60_000);

const SCOPE = "@modelcontextprotocol";
const MODULES = join(import.meta.dir, "../../node_modules", SCOPE);
const memory = join(MODULES, "server-memory/dist/index.js");
const TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

/** A person's settings of a client. */
function settings(home: TestHome, path: string, text: string): string {
  const file = join(home.env["HOME"]!, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A registry on this machine that has one package. */
function registry(home: TestHome, name: string) {
  const folder = join(home.dir, "package");
  mkdirSync(folder);
  const manifest = { name, version: "1.2.3", type: "module", bin: "server.mjs" };
  const scripts = { postinstall: `touch ${join(home.dir, "script-ran")}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, scripts }));
  writeFileSync(join(folder, "server.mjs"), `await import(${JSON.stringify(memory)});\n`);
  Bun.spawnSync(["tar", "czf", "package.tgz", "package"], { cwd: home.dir });
  const tarball = readFileSync(join(home.dir, "package.tgz"));
  const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(tarball).digest("base64")}`;
  return Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { origin, pathname } = new URL(request.url);
      if (pathname.endsWith(".tgz")) return new Response(tarball);
      if (decodeURIComponent(pathname) !== `/${name}`) return new Response("{}", { status: 404 });
      const dist = { tarball: `${origin}/package.tgz`, integrity };
      const versions = { "1.2.3": { ...manifest, dist } };
      return Response.json({ name, "dist-tags": { latest: "1.2.3" }, versions });
    },
  });
}

const said = async (home: TestHome, name: string) =>
  JSON.parse((await home.run(["config", "get", `servers.${name}`, "--json"])).stdout).data;

test("servers of a client come here: without npx, with their secrets kept, and only those that work", async () => {
  await using home = testHome();
  await using npm = registry(home, "memory-for-tests");
  const file = settings(
    home,
    ".cursor/mcp.json",
    `{
  // mine
  "mcpServers": {
    "My Memory": { "command": "npx", "args": ["-y", "memory-for-tests"], "env": { "GITHUB_TOKEN": "${TOKEN}" } },
    "glassbox": { "command": "/x/bun", "args": ["/x/glassbox.mjs", "mcp", "serve"] },
    "off": { "command": "x", "disabled": true },
    "asks": { "command": "x", "env": { "T": "\${input:token}" } },
    "broken": { "command": "/nowhere/server" }
  }
}
`,
  );
  const before = readFileSync(file, "utf8");
  const env = { BUN_CONFIG_REGISTRY: npm.url.href, BUN_INSTALL_CACHE_DIR: join(home.dir, "cache") };
  const dry = await home.run(["mcp", "import", "cursor", "--dry-run"], { env });
  expect(dry.stdout).toContain("My Memory as my-memory: would be added");
  expect(existsSync(join(home.home, "config.json"))).toBe(false);
  expect(existsSync(join(home.home, "packages"))).toBe(false);

  const { stdout, exitCode } = await home.run(["mcp", "import", "cursor"], { env });
  expect(stdout).toContain("✓ My Memory as my-memory: 9 tools");
  expect(stdout).toContain("starts memory-for-tests 1.2.3 directly, without npx");
  expect(stdout).toContain("off: skipped: it is switched off");
  expect(stdout).toContain("asks: skipped: it needs ${input:token}");
  expect(stdout).toMatch(/✗ broken: .*\/nowhere\/server/s);
  expect(stdout).not.toContain("glassbox:");
  expect(exitCode).toBe(1);
  expect(existsSync(join(home.dir, "script-ran"))).toBe(false);
  expect(readFileSync(file, "utf8")).toBe(before);

  expect(readFileSync(join(home.home, "config.json"), "utf8")).not.toContain(TOKEN);
  const server = await said(home, "my-memory");
  const { command, args, env: variables } = server.value ?? server;
  expect([command, ...args].join(" ")).toMatch(/packages\/memory-for-tests@latest\/.*server\.mjs$/);
  expect(variables).toEqual({ GITHUB_TOKEN: "secret://my-memory.GITHUB_TOKEN" });
  expect((await home.run(["tools", "call", "my-memory__read_graph", "{}"])).stdout).toContain(
    "entities",
  );

  // Again: nothing is doubled. Then they go from the client, and come back to the byte.
  const again = await home.run(["mcp", "import", "cursor", "--remove"], { env });
  expect(again.stdout).toContain("✓ My Memory as my-memory: here already");
  expect(again.stdout).toContain(`1 taken out of ${file}`);
  const removed = readFileSync(file, "utf8");
  expect(removed).toContain("// mine");
  expect(removed).toContain('"off": { "command": "x", "disabled": true }');
  expect(removed).not.toContain("My Memory");
  const undone = await home.run(["mcp", "import", "--undo"]);
  expect(undone.stdout).toContain("as it was, to the byte");
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("what a registry does not have keeps its npx, by its full path and with the PATH it needs", async () => {
  await using home = testHome();
  const bin = join(home.dir, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npx"), `#!/usr/bin/env bun\nawait import(${JSON.stringify(memory)});\n`);
  chmodSync(join(bin, "npx"), 0o755);
  symlinkSync(process.execPath, join(bin, "bun"));
  settings(
    home,
    ".codex/config.toml",
    '[mcp_servers.mem]\ncommand = "npx"\nargs = ["-y", "not-there"]\n',
  );
  const env = { PATH: `${bin}:/usr/bin:/bin`, BUN_CONFIG_REGISTRY: "http://127.0.0.1:9/" };
  const { stdout, exitCode } = await home.run(["mcp", "import", "codex"], { env });
  expect({ stdout, exitCode }).toEqual({ stdout: "Codex:\n  ✓ mem: 9 tools\n", exitCode: 0 });
  const server = await said(home, "mem");
  expect(server.value ?? server).toMatchObject({
    command: join(bin, "npx"),
    args: ["-y", "not-there"],
    env: { PATH: env.PATH },
  });
});

test("a file of any client's shape is taken over, and a secret is never written over", async () => {
  await using home = testHome();
  await home.run(["secrets", "set", "mem.API_KEY"], { stdin: "first" });
  const start = `"command": "${process.execPath}", "args": ["${memory}"]`;
  const shapes = {
    ".mcp.json": `{"mcpServers": {"mem": {${start}, "env": {"API_KEY": "second-secret"}}}}`,
    "vscode.json": `{"servers": {"mem": {"type": "stdio", ${start}}}}`,
    "opencode.json": `{"mcp": {"mem": {"type": "local", "command": ["${process.execPath}", "${memory}"]}}}`,
    "codex.toml": `[mcp_servers.mem]\ncommand = "${process.execPath}"\nargs = ["${memory}"]\n`,
  };
  for (const [name, text] of Object.entries(shapes)) {
    writeFileSync(join(home.dir, name), text);
    const { stdout } = await home.run(["mcp", "import", name]);
    expect(stdout).toContain(name === ".mcp.json" ? "✓ mem: 9 tools" : "✓ mem: here already");
  }
  const names = (await home.run(["secrets", "ls"])).stdout;
  expect(names).toContain("mem.API_KEY ");
  expect(names).toContain("mem.API_KEY-2");
  const bad: [string, RegExp][] = [
    ["nothing.json", /there is no client and no file .*nothing\.json/],
    ["odd.json", /names no MCP servers/],
    ["broken.json", /broken\.json:2:3: it is not JSON/],
  ];
  writeFileSync(join(home.dir, "odd.json"), "{}");
  writeFileSync(join(home.dir, "broken.json"), "{\n  x\n}");
  for (const [name, words] of bad) {
    const { exitCode, stderr } = await home.run(["mcp", "import", name]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(words)]);
  }
});

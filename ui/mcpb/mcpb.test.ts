import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isObject, type JsonObject } from "../../kernel/json.ts";
import { findNode } from "../cli/launcher/package-fixture.ts";
import { kernelPids, killKernel, testHome, type TestHome } from "../socket/testing.ts";
import { type LineClient, lineClient, resultOf } from "../socket/testing-mcp.ts";
import { type Built, buildBundle, official } from "./build.ts";
import { MANIFEST } from "./manifest.ts";
import { recordProgram } from "./program-file.ts";

setDefaultTimeout(60_000);

const LAUNCHER = join(import.meta.dir, "../cli/glassbox.mjs");
const node = findNode();
const out = mkdtempSync(join(tmpdir(), "gb-mcpb-"));
let built: Built;
beforeAll(async () => {
  built = await buildBundle(out);
});
afterAll(() => rmSync(out, { recursive: true }));

/** The bundle as a client starts it. */
function start(home: TestHome, settings: Readonly<Record<string, string>>): LineClient {
  const { args } = MANIFEST.server.mcp_config;
  const given = args.map((arg) =>
    arg
      .replace("${__dirname}", built.folder)
      .replace(/\$\{user_config\.(\w+)\}/, (whole, name: string) => settings[name] ?? whole),
  );
  const { HOME = "" } = home.env;
  const env = { HOME, OLLAMA_HOST: "127.0.0.1:9", GLASSBOX_IDLE_MS: "20000" };
  return lineClient([node!, ...given], { env, cwd: "/" });
}

async function shakeHands(client: LineClient): Promise<JsonObject> {
  const clientInfo = { name: "test", version: "1" };
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
  const { serverInfo } = resultOf(await client.ask("initialize", params));
  client.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  return serverInfo as JsonObject;
}

async function toolsOf(client: LineClient): Promise<string[]> {
  const { tools } = resultOf(await client.ask("tools/list"));
  return (tools as JsonObject[]).map(({ name }) => String(name));
}

test("the official tool takes the bundle, and it is one small file of plain JavaScript", async () => {
  expect(await official("validate", join(built.folder, "manifest.json"))).toContain("passes");
  expect(await official("info", built.file)).toContain("glassbox.mcpb");
  expect(statSync(built.file).size).toBeLessThan(60_000);
  const code = readFileSync(join(built.folder, "server/index.mjs"), "utf8");
  expect(code).not.toContain("Bun.connect");
  const imports = [...code.matchAll(/from\s*"([^"]+)"/g)].map(([, name]) => name!);
  expect(imports.length).toBeGreaterThan(0);
  expect(imports.filter((name) => !/^(?:node:)?[a-z_/]+$/.test(name))).toEqual([]);
});

test.skipIf(!node)(
  "it starts the kernel that the home has on record, and outlives its end",
  async () => {
    await using home = testHome();
    await home.run(["status"]);
    recordProgram(home.home, { runner: process.execPath, launcher: LAUNCHER });
    await killKernel(home.home);
    await using client = start(home, { folder: home.dir, home: home.home, surface: "" });
    expect((await shakeHands(client))["name"]).toBe("glassbox");
    expect(await toolsOf(client)).toContain("search");
    const [first] = kernelPids(home.home);
    await killKernel(home.home);
    expect(await toolsOf(client)).toContain("search");
    expect(kernelPids(home.home)).not.toEqual([first!]);
    const call = {
      name: "call",
      arguments: { tool: "files__files_glob", arguments: { pattern: "*" } },
    };
    const result = resultOf(await client.ask("tools/call", call));
    expect(isObject(result["structuredContent"])).toBe(true);
    client.stdin.end();
    expect(await client.exited).toBe(0);
  },
);

test.skipIf(!node)(
  "it finds a Glassbox among the programs of the person, and shows the tools it is told to",
  async () => {
    await using home = testHome();
    const { HOME = "" } = home.env;
    const bin = join(HOME, ".local/bin");
    mkdirSync(bin, { recursive: true });
    symlinkSync(LAUNCHER, join(bin, "glassbox"));
    await using client = start(home, { home: home.home, surface: "full" });
    await shakeHands(client);
    expect(await toolsOf(client)).toContain("data__data_filter");
  },
);

test.skipIf(!node)("without any Glassbox it has one tool, which says how to get one", async () => {
  await using home = testHome();
  await using client = start(home, {});
  expect((await shakeHands(client))["name"]).toBe("glassbox");
  expect(await toolsOf(client)).toEqual(["setup"]);
  const said = async () => {
    const { content } = resultOf(await client.ask("tools/call", { name: "setup" }));
    return (content as JsonObject[])[0]!["text"];
  };
  expect(await said()).toContain("glassbox connect claude-desktop");
  expect(await client.ask("server/discover")).toMatchObject({ error: { code: -32601 } });
  const bin = join(home.env["HOME"]!, ".bun/bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(LAUNCHER, join(bin, "glassbox"));
  expect(await said()).toContain("Glassbox is here now");
});

test.skipIf(!node)(
  "what keeps the kernel from starting is the answer to each request",
  async () => {
    await using home = testHome();
    await home.run(["status"]);
    await killKernel(home.home);
    recordProgram(home.home, { runner: process.execPath, launcher: LAUNCHER });
    await Bun.write(join(home.home, "config.json"), "{");
    await using client = start(home, { home: home.home });
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: {} };
    const { error } = await client.ask("initialize", params);
    expect(JSON.stringify(error)).toMatch(/kernel does not start.*config/);
  },
);

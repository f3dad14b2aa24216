import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../../ui/socket/testing.ts";
import { isLoopback, ollamaAddress } from "./doctor-models.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean | null;
  readonly detail: string;
  readonly mend: string;
}

test("doctor looks at every part, and a healthy home is healthy", async () => {
  await using home = testHome();
  const ended = await home.run(["doctor", "--json"], { env: { OLLAMA_HOST: "127.0.0.1:9" } });
  const { ok, data } = JSON.parse(ended.stdout) as { ok: boolean; data: { checks: Check[] } };
  const names = data.checks.map(({ name }) => name);
  for (const name of [
    "platform",
    "bun",
    "home",
    "disk",
    "configuration",
    "ledger",
    "plugins",
    "skills",
    "servers",
    "git",
    "ollama",
    "models",
  ])
    expect(names).toContain(name);
  expect(data.checks.filter((check) => check.ok === false)).toEqual([]);
  expect({ ok, exitCode: ended.exitCode }).toEqual({ ok: true, exitCode: 0 });
  expect(data.checks.find(({ name }) => name === "ollama")).toMatchObject({ ok: null });
}, 30_000);

test("doctor names a broken skill and its mend, exit 1", async () => {
  await using home = testHome();
  await home.run(["status"]);
  const skill = join(home.home, "tenants/default/skills/broken");
  mkdirSync(skill, { recursive: true });
  writeFileSync(join(skill, "SKILL.md"), "no frontmatter");
  const ended = await home.run(["doctor"], { env: { OLLAMA_HOST: "127.0.0.1:9" } });
  expect(ended.exitCode).toBe(1);
  expect(ended.stdout).toMatch(/✗ skill broken: .*\n {2}\w/);
}, 30_000);

test("doctor --privacy: no model, keys ignored, and which hosts were contacted", async () => {
  await using home = testHome();
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
  try {
    const env = { SOME_API_KEY: "secret-value", OPENAI_API_KEY: "x", OLLAMA_HOST: "127.0.0.1:9" };
    const before = await home.run(["doctor", "--privacy"], { env });
    expect(before.stdout).toMatch(/✓ models: none \(no Ollama with a model answers/);
    expect(before.stdout).toMatch(
      /✓ API keys in the environment: OPENAI_API_KEY, SOME_API_KEY: ignored\n/,
    );
    expect(before.stdout).toMatch(/hosts contacted by our tools: none/);
    expect(before.stdout).not.toContain("secret-value");
    expect(before.stdout).toMatch(/✓ telemetry: none\n/);
    await home.run(["config", "set", "tools.web.allow", `["127.0.0.1:${server.port}"]`]);
    const url = `http://127.0.0.1:${server.port}/`;
    const fetched = await home.run(["tools", "call", "web__web_fetch", JSON.stringify({ url })]);
    expect(fetched.exitCode).toBe(0);
    const after = await home.run(["doctor", "--privacy"], { env });
    expect(after.stdout).toMatch(/hosts contacted by our tools: 127\.0\.0\.1/);
    await home.run(["config", "set", "export.otlp.endpoint", '"http://127.0.0.1:9"']);
    const told = await home.run(["doctor", "--privacy"], { env });
    expect(told.stdout).toContain("· telemetry: http://127.0.0.1:9 is told names, no contents\n");
  } finally {
    await server.stop(true);
  }
}, 30_000);

test("doctor says which model a goal would use, and that one far away makes words leave", async () => {
  await using home = testHome();
  const env = { OLLAMA_HOST: "127.0.0.1:9" };
  const config = {
    models: { default: "acme/big", compatible: { acme: { url: "http://models.invalid/v1" } } },
  };
  mkdirSync(home.home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home.home, "config.json"), JSON.stringify(config));
  for (const args of [["doctor"], ["doctor", "--privacy"]]) {
    const { stdout } = await home.run(args, { env });
    expect(stdout).toContain("· models: acme/big, what it is told LEAVES this machine");
  }
  await home.run(["config", "set", "models.default", "acme"], { env });
  const broken = await home.run(["doctor"], { env });
  expect(broken.exitCode).toBe(1);
  expect(broken.stdout).toMatch(/✗ models: "acme" does not name .*\n {2}glassbox models use NAME/);
}, 30_000);

test("an Ollama on another machine is named and not contacted", () => {
  expect(isLoopback(ollamaAddress("").hostname)).toBe(true);
  expect(isLoopback(ollamaAddress("0.0.0.0").hostname)).toBe(true);
  expect(ollamaAddress("big-box").host).toBe("big-box:11434");
  expect(isLoopback(ollamaAddress("big-box").hostname)).toBe(false);
  expect(isLoopback("127.evil.example")).toBe(false);
  expect(ollamaAddress("https://models.example").host).toBe("models.example");
});

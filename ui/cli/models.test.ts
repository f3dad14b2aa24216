import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { serveModels } from "../../plugins/model-cloud/testing.ts";
import { type TestHome, testHome } from "../socket/testing.ts";

/** No Ollama answers there: what other programs of this machine have makes no difference. */
const env = { OLLAMA_HOST: "127.0.0.1:9" };

function homeWith(config: object): TestHome {
  const home = testHome();
  mkdirSync(home.home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home.home, "config.json"), JSON.stringify(config));
  return home;
}

test("models ls without any says so, and how to get one", async () => {
  await using home = testHome();
  const empty = await home.run(["models", "ls"], { env });
  expect(empty.stdout).toMatch(/^no models\n[^]*ollama pull /);
}, 30_000);

test("a key in the environment lists models and chooses none", async () => {
  await using home = testHome();
  const { stdout, exitCode } = await home.run(["models", "ls"], {
    env: { ...env, NO_COLOR: "1", ANTHROPIC_API_KEY: "x" },
  });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/anthropic\/claude-\S+ .* leaves this machine\n/);
  expect(stdout).toContain("goals use no model: no Ollama with a model answers on this machine");
}, 30_000);

test("models use chooses one of those that models ls shows, and none takes it back", async () => {
  await using server = serveModels({ models: ["tiny", "vectors"], answer: () => "Hello." });
  await using home = homeWith({ models: { compatible: { local: { url: server.url } } } });
  const models = async (...args: string[]) => home.run(["models", ...args], { env });

  const before = await models("ls");
  expect(before.stdout).toContain("MODEL");
  expect(before.stdout).toMatch(/^ +local\/tiny .* here$/m);
  for (const line of before.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);

  const used = await models("use", "local/tiny");
  expect(used.stdout).toBe("goals use local/tiny: it stays on this machine\n");
  const after = await models("ls", "--json");
  expect(JSON.parse(after.stdout)).toMatchObject({
    ok: true,
    data: {
      models: [
        { name: "local/tiny", window: 8192, remote: false, chosen: true },
        { name: "local/vectors", chosen: false },
      ],
      chosen: { name: "local/tiny", why: "chosen by models.default" },
    },
  });
  const picked = JSON.parse((await models("ls", "--json=name,chosen")).stdout) as { data: object };
  expect(picked.data).toEqual({
    models: [
      { name: "local/tiny", chosen: true },
      { name: "local/vectors", chosen: false },
    ],
  });

  const wrong = await models("use", "local/tinny");
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain('no model "local/tinny" (did you mean "local/tiny"?)');
  const none = JSON.parse((await models("use", "none", "--json")).stdout) as { data: object };
  expect(none.data).toEqual({ name: "none", remote: false });
  const written = JSON.parse(readFileSync(join(home.home, "config.json"), "utf8")) as object;
  expect(written).toMatchObject({ models: { default: "none" } });
}, 30_000);

test("a model far away is named as such, and a server that is down with its address", async () => {
  const compatible = {
    acme: { url: "http://models.invalid/v1" },
    local: { url: "http://127.0.0.1:9/v1" },
  };
  await using home = homeWith({ models: { compatible } });
  const used = await home.run(["models", "use", "acme/big"], { env });
  expect(used.stdout).toContain("will leave this machine");
  const { stdout } = await home.run(["models", "ls"], { env });
  expect(stdout).toMatch(/^\* {2}acme\/big .* leaves this machine$/m);
  expect(stdout).toContain("✗ local: nothing answers at http://127.0.0.1:9/v1");
}, 30_000);

test("settings of a server with a name of one's own can be set one by one", async () => {
  await using home = testHome();
  const set = async (key: string, value: string) =>
    home.run(["config", "set", key, value], { env });
  expect((await set("models.compatible.local", '{"url": "http://127.0.0.1:9/v1"}')).exitCode).toBe(
    0,
  );
  expect((await set("models.compatible.local.window", "4096")).exitCode).toBe(0);
  expect(
    (await set("models.arguments.files__files_read.path", '{"from": ["goal"]}')).exitCode,
  ).toBe(0);
  const refused = await set("models.compatible.local.wndow", "4096");
  expect(refused.exitCode).toBe(2);
  const key = await set("models.openai.keyEnv", "sk-live-1");
  expect(key.stderr).toContain("must be the name of a variable, never a key");
}, 30_000);

import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";

import { messageOf } from "../../kernel/error.ts";
import { openConfig, projectConfigs } from "./config-file.ts";
import { settableKeys } from "./config-verbs.ts";
import { jsonFault } from "./json-fault.ts";
import { SCHEMA_FILE, schemaText } from "./write-schema.ts";

const folder = () => mkdtempSync(join(tmpdir(), "house-"));

function home(text: string) {
  const dir = folder();
  writeFileSync(join(dir, "config.json"), text);
  return openConfig(dir);
}

function complaint(work: () => unknown): { message: string; hint: unknown } {
  try {
    work();
  } catch (error) {
    return { message: messageOf(error), hint: (error as { hint?: string }).hint };
  }
  throw new Error("nothing was wrong");
}

describe("the home's configuration", () => {
  test("has every default without a file", () => {
    expect(openConfig(folder()).read()).toEqual({
      servers: {},
      tools: { web: { allow: [] }, shell: { enabled: false }, deny: [], allow: [] },
      python: { enabled: true, allowWeak: false, limits: {} },
      models: {
        ollama: {},
        openai: {},
        anthropic: {},
        compatible: {},
        planFreeFrom: 1e9,
        arguments: {},
      },
      proof: {},
      workspace: { ignore: [], pinned: [], quotaMb: 2048 },
      mcp: {
        surface: "stable",
        prefix: "always",
        contextTokens: 200_000,
        contextShare: 0.03,
        resultTokens: 20_000,
      },
      http: { listen: false, port: 7341 },
      wire: { record: true, keepDays: 14, keepMb: 256 },
      export: {},
      run: { callTimeoutSeconds: 60, budget: {} },
    });
  });

  test("counts from the next look after a person has changed the file", () => {
    const store = home('{"tools": {"shell": {"enabled": true}}}');
    expect(store.read().tools.shell.enabled).toBe(true);
    writeFileSync(store.path, '{"run": {"budget": {"steps": 9}}}');
    expect(store.read()).toMatchObject({
      tools: { shell: { enabled: false } },
      run: { budget: { steps: 9 } },
    });
  });

  const broken: [text: string, message: RegExp][] = [
    ['{"tools": {"shell": {"enabled": true}}', /config.json:1:39 is not JSON/],
    ['{\n  "run": {},\n  oops\n}', /config.json:3:3 is not JSON/],
    ["", /config.json:1:1 is not JSON/],
    ['{"tols": {}}', /"tols" is no setting \(did you mean "tools"\?\)/],
    [
      '{"tools": {"shell": {"enable": true}}}',
      /"tools.shell.enable" is no setting \(did you mean "enabled"\?\)/,
    ],
    ['{"tools": {"shell": {"enabled": "yes"}}}', /"tools.shell.enabled" is "yes": .*boolean/],
    ['{"python": {"allowWeek": true}}', /"python.allowWeek" is no setting/],
    ['{"python": {"limits": {"memoryMb": 16}}}', /"python.limits.memoryMb" is 16/],
    ['{"run": {"budget": {"steps": -1}}}', /"run.budget.steps" is -1/],
    ['{"servers": {"a": {"args": []}}}', /"servers.a.command" is missing/],
    [
      '{"servers": {"a": {"command": "x", "effects": {"t": "sometimes"}}}}',
      /"servers.a.effects.t" is "sometimes"/,
    ],
    ['{"servers": {"a": {"url": "ftp://x"}}}', /"servers.a.url" is "ftp:\/\/x": .*http/],
    [
      '{"servers": {"a": {"url": "https://x.test", "hedaers": {}}}}',
      /"servers.a.hedaers" is no setting \(did you mean "headers"\?\)/,
    ],
    ['{"servers": {"A b": {"command": "x"}}}', /servers/],
    [
      '{"models": {"defualt": "a/b"}}',
      /"models.defualt" is no setting \(did you mean "default"\?\)/,
    ],
    [
      '{"models": {"openai": {"keyEnv": "sk-proj-123"}}}',
      /"models.openai.keyEnv" is "sk-proj-123": must be the name of a variable, never a key/,
    ],
    ['{"models": {"compatible": {"a": {}}}}', /"models.compatible.a.url" is missing/],
    ['{"models": {"compatible": {"openai": {"url": "http://a/v1"}}}}', /models.compatible/],
    ['{"models": {"ollama": {"url": "box"}}}', /"models.ollama.url" is "box": must be an http/],
    [
      '{"models": {"arguments": {"a__b": {"path": {"from": []}}}}}',
      /"models.arguments.a__b.path.from" is \[\]/,
    ],
    ["[]", /"the file" is \[\]/],
  ];
  test.each(broken)("%p is refused with its place and its mend", (text, message) => {
    const { message: said, hint } = complaint(() => home(text).read());
    expect(said).toMatch(message);
    expect(hint).toEqual(expect.stringMatching(/\w/));
  });

  test("is changed as a whole or not at all, and stays its owner's alone", () => {
    const store = home('{"run": {"budget": {"steps": 5}}}');
    expect(() => store.update((written) => ({ ...written, nonsense: 1 }))).toThrow(/no setting/);
    expect(readFileSync(store.path, "utf8")).toBe('{"run": {"budget": {"steps": 5}}}');
    store.update((written) => ({ ...written, tools: { shell: { enabled: true } } }));
    expect(JSON.parse(readFileSync(store.path, "utf8"))).toEqual({
      run: { budget: { steps: 5 } },
      tools: { shell: { enabled: true } },
    });
    expect(statSync(store.path).mode & 0o077).toBe(0);
  });

  test("is published as the JSON Schema that this program checks by", () => {
    expect(JSON.parse(readFileSync(SCHEMA_FILE, "utf8"))).toEqual(JSON.parse(schemaText()));
  });

  test("names what can be set", () => {
    expect(settableKeys()).toEqual([
      "servers",
      "tools.web.allow",
      "tools.shell.enabled",
      "tools.deny",
      "tools.allow",
      "python.enabled",
      "python.allowWeak",
      "python.poolSize",
      "python.index",
      ...["seconds", "fuel", "memoryMb", "outputKb", "filesMb", "files"].map(
        (key) => `python.limits.${key}`,
      ),
      "models.default",
      "models.embedder",
      "models.ollama.url",
      "models.ollama.keepAlive",
      ...["openai", "anthropic"].flatMap((name) =>
        ["url", "keyEnv", "window", "parameters", "price.input", "price.output"].map(
          (key) => `models.${name}.${key}`,
        ),
      ),
      "models.compatible",
      "models.scripted.file",
      "models.planFreeFrom",
      "models.arguments",
      "proof.checkpoints",
      "mcp.surface",
      "mcp.prefix",
      "mcp.dir",
      "mcp.contextTokens",
      "mcp.contextShare",
      "mcp.callsPerMinute",
      "mcp.budget.steps",
      "mcp.budget.seconds",
      "mcp.budget.modelCalls",
      "mcp.budget.tokens",
      "mcp.budget.usd",
      "mcp.resultTokens",
      "http.listen",
      "http.port",
      "wire.record",
      "wire.keepDays",
      "wire.keepMb",
      "export.otlp.endpoint",
      "export.otlp.headersEnv",
      "export.otlp.content",
      "export.otlp.logs",
      "export.otlp.everySeconds",
      "workspace.ignore",
      "workspace.quotaMb",
      "workspace.pinned",
      "run.callTimeoutSeconds",
      "run.callsPerMinute",
      "run.budget.steps",
      "run.budget.seconds",
      "run.budget.modelCalls",
      "run.budget.tokens",
      "run.budget.usd",
    ]);
  });
});

describe("a project's configuration", () => {
  test("can disable and lower, and nothing else", () => {
    const dir = folder();
    const projectOf = projectConfigs();
    expect(projectOf(dir)).toEqual({ disable: [], run: { budget: {} } });
    const file = join(dir, "glassbox.config.json");
    writeFileSync(file, '{"disable": ["web"], "run": {"budget": {"steps": 3}}}');
    expect(projectOf(dir)).toEqual({ disable: ["web"], run: { budget: { steps: 3 } } });
    writeFileSync(file, '{"servers": {"evil": {"command": "curl"}}}');
    expect(complaint(() => projectOf(dir))).toEqual({
      message: `${file}: "servers" is no setting`,
      hint: "the file may hold disable, run: a project can only narrow what the home allows",
    });
    writeFileSync(file, '{"run": {"callTimeoutSeconds": 9}}');
    expect(complaint(() => projectOf(dir)).message).toMatch(
      /"run.callTimeoutSeconds" is no setting/,
    );
  });
});

test("a fault of JSON is found where it is, and whole JSON has none", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, at) => {
      expect(jsonFault(text)).toBeNull();
      const cut = text.slice(0, at % text.length);
      const isWhole = (() => {
        try {
          return (JSON.parse(cut), true);
        } catch {
          return false;
        }
      })();
      expect(jsonFault(cut) === null).toBe(isWhole);
    }),
  );
  expect(jsonFault('{"a": [1, 2,]}')).toEqual({ line: 1, column: 13 });
  expect(jsonFault('{"a": 1}\n}')).toEqual({ line: 2, column: 1 });
});

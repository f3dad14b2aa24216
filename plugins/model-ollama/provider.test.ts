import { describe, expect, test } from "bun:test";

import { openHouse } from "../../bench/support/kernel.ts";
import type { KernelError } from "../../kernel/error.ts";
import type { Plugin } from "../../kernel/host.ts";
import { plugin } from "./index.ts";
import type { ModelProvider } from "./model-provider.ts";
import { ollamaProvider } from "./provider.ts";
import { settingsIn } from "./settings.ts";
import { DONE, fakeOllama, providerAt, shownModel } from "./testing.ts";

const EMBEDDER = shownModel({
  capabilities: ["embedding"],
  template: "{{ .Prompt }}",
  model_info: { "general.architecture": "bert", "bert.context_length": 512 },
  details: { family: "bert", parameter_size: "22.57M" },
});
const patience = () => AbortSignal.timeout(5000);

test("what is known of a model comes from the server, and is asked for once", async () => {
  using fake = fakeOllama({
    models: {
      "small:1b": shownModel({ capabilities: ["completion", "tools"] }),
      "embed:latest": EMBEDDER,
      "cloud:1t": shownModel({ remote_host: "https://elsewhere.example", model_info: {} }),
    },
    loaded: [{ digest: "d-cloud:1t", context_length: 4000 }],
  });
  const provider = providerAt(fake.url);
  const list = await provider.list(patience());
  expect(list).toEqual([
    {
      name: "small:1b",
      bytes: 7,
      parameters: 134515008,
      window: 8192,
      capabilities: ["completion", "tools"],
      remote: false,
    },
    {
      name: "embed:latest",
      bytes: 7,
      parameters: 22570000,
      window: 512,
      capabilities: ["embedding"],
      remote: false,
    },
    {
      name: "cloud:1t",
      bytes: 7,
      parameters: 134520000,
      window: 4000,
      capabilities: ["completion"],
      // The server is on this machine; what is said to this model is not.
      remote: true,
    },
  ]);
  expect(await provider.list(patience())).toEqual(list);
  expect(fake.asked.filter(({ path }) => path === "/api/show")).toHaveLength(3);
});

test("one model that cannot be shown hides no other", async () => {
  using fake = fakeOllama({
    models: { "small:1b": shownModel(), "broken:1b": { capabilities: 7 } },
  });
  const list = await providerAt(fake.url).list(patience());
  expect(list.map(({ name, capabilities }) => [name, ...capabilities])).toEqual([
    ["small:1b", "completion"],
    ["broken:1b"],
  ]);
});

describe("a model by its name", () => {
  test("is there with its window and its weights, with or without the word latest", async () => {
    using fake = fakeOllama({ models: { "small:latest": shownModel() } });
    const provider = providerAt(fake.url);
    expect(await provider.model("small")).toMatchObject({
      name: "ollama/small:latest",
      window: 8192,
      parameters: 134515008,
      remote: false,
      price: { input: 0, output: 0 },
    });
    expect(await provider.model("smal")).toBeNull();
  });

  test("that cannot do what is wanted is refused with the mend", async () => {
    using fake = fakeOllama({ models: { "small:1b": shownModel(), "embed:1b": EMBEDDER } });
    const provider = providerAt(fake.url);
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => "nothing",
        (error: KernelError) => `${error.code}: ${error.message}`,
      );
    expect(await refused(provider.model("embed:1b"))).toMatch(/^usage: .*answers no prompts/);
    expect(await refused(provider.embedder("small:1b"))).toMatch(/^usage: .*makes no embeddings/);
  });
});

describe("embeddings", () => {
  test("come from the first model that makes them, in batches and in order", async () => {
    using fake = fakeOllama({
      models: { "small:1b": shownModel(), "embed:1b": EMBEDDER },
      answer: ({ input }) => ({
        embeddings: (input as string[]).map((text) => [Number(text), 1]),
        prompt_eval_count: (input as string[]).length,
      }),
    });
    const embedder = await providerAt(fake.url, { keepAlive: "9m" }).embedder(null);
    expect(embedder?.name).toBe("ollama/embed:1b");
    const values = Array.from({ length: 150 }, (_, index) => String(index));
    const { embeddings, usage, warnings } = await embedder!.api.doEmbed({ values });
    expect(embeddings).toEqual(values.map((value) => [Number(value), 1]));
    expect(usage).toEqual({ tokens: 150 });
    expect(warnings).toEqual([]);
    const bodies = fake.asked.filter(({ path }) => path === "/api/embed").map(({ body }) => body);
    expect(bodies.map(({ input }) => (input as string[]).length)).toEqual([64, 64, 22]);
    expect(bodies[0]).toMatchObject({ model: "embed:1b", truncate: true, keep_alive: "9m" });
  });

  test("of a text that is too long are of its beginning, and that is said", async () => {
    using fake = fakeOllama({
      models: { "embed:1b": EMBEDDER },
      answer: () => ({ embeddings: [[1]], prompt_eval_count: 512 }),
    });
    const embedder = await providerAt(fake.url).embedder(null);
    const { warnings } = await embedder!.api.doEmbed({ values: ["word ".repeat(600)] });
    expect(JSON.stringify(warnings)).toContain("1 of 1 texts are longer than the 512 tokens");
  });

  test("that are fewer than the texts are an error, not a shift", async () => {
    using fake = fakeOllama({
      models: { "embed:1b": EMBEDDER },
      answer: () => ({ embeddings: [[1]], ...DONE }),
    });
    const embedder = await providerAt(fake.url).embedder("embed:1b");
    await expect(Promise.resolve(embedder!.api.doEmbed({ values: ["a", "b"] }))).rejects.toThrow(
      "1 vectors for 2 texts",
    );
  });
});

describe("a server that is not there", () => {
  test("is no models, no model, no embedder, and no error", async () => {
    const fake = fakeOllama();
    fake[Symbol.dispose]();
    const provider = providerAt(fake.url);
    expect(await provider.list(patience())).toEqual([]);
    expect(await provider.model("small:1b")).toBeNull();
    expect(await provider.embedder(null)).toBeNull();
  });

  test("something else at its address is told apart from it", async () => {
    using server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => Response.json({}) });
    await expect(providerAt(server.url.href).model("small:1b")).rejects.toThrow(
      "does not answer as Ollama does",
    );
  });
});

describe("settings", () => {
  test("the configuration goes before the environment, and both before the usual address", () => {
    const configured = { models: { ollama: { url: "http://10.0.0.2:1" } } };
    const variable = { OLLAMA_HOST: "pi.local" };
    expect(settingsIn(configured, variable)).toMatchObject({ remote: true, named: true });
    expect(settingsIn(configured, variable).address.host).toBe("10.0.0.2:1");
    expect(settingsIn({}, variable).address.host).toBe("pi.local:11434");
    expect(settingsIn({}, variable)).toMatchObject({ remote: true, named: false });
    expect(settingsIn({}, {})).toMatchObject({ remote: false, named: false });
  });

  test("a wrong one is named", () => {
    expect(() => settingsIn({ models: { ollama: { url: 7 } } })).toThrow("models.ollama.url");
    expect(() => settingsIn({ models: { ollama: { keepAlive: "soon" } } })).toThrow("keepAlive");
    expect(() => settingsIn({}, { OLLAMA_HOST: "ftp://x" })).toThrow("OLLAMA_HOST");
  });

  test("a server on another machine that only a variable names is not asked unasked", async () => {
    const before = process.env["OLLAMA_HOST"];
    // Of the range for documentation: asking it would wait and then find nothing.
    process.env["OLLAMA_HOST"] = "192.0.2.1";
    try {
      const provider = ollamaProvider(() => ({}));
      expect(provider.remote).toBe(true);
      expect(await provider.list(AbortSignal.abort())).toEqual([]);
      expect(await provider.embedder(null)).toBeNull();
    } finally {
      if (before === undefined) delete process.env["OLLAMA_HOST"];
      else process.env["OLLAMA_HOST"] = before;
    }
  });
});

test("as a plugin it boots beside a wrong setting and without a server", async () => {
  const seen: ModelProvider[] = [];
  const reader: Plugin = {
    manifest: { name: "reader", version: "1.0.0", description: "reads" },
    activate: (host) => void seen.push(...host.provided<ModelProvider>("model-provider").values()),
  };
  await using house = await openHouse({
    config: { models: { ollama: { url: "ftp://nowhere" } } },
    plugins: [
      { name: "model-ollama", load: async () => plugin },
      { name: "reader", load: async () => reader },
    ],
  });
  const failures = house.kernel.plugins.filter(({ failure }) => failure !== "");
  expect(failures).toEqual([]);
  expect(seen).toHaveLength(1);
  await expect(seen[0]!.list(patience())).rejects.toThrow("models.ollama.url is no address");
});

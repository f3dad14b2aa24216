import { describe, expect, test } from "bun:test";

import { KernelError } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { type CloudProvider, providerOf } from "./provider.ts";
import { isLoopback, servicesIn } from "./service.ts";
import { settingsIn } from "./settings.ts";
import { isStrict } from "./strict.ts";
import { serveModels } from "./testing.ts";

const KEYS = { OPENAI_API_KEY: "key-o", ANTHROPIC_API_KEY: "key-a", OTHER: "key-x" };
const call = {
  prompt: [{ role: "user" as const, content: [{ type: "text" as const, text: "Hello?" }] }],
};

function open(
  name: string,
  models: JsonObject,
  environment: Record<string, string> = KEYS,
): CloudProvider {
  const service = servicesIn(settingsIn({ models })).find((one) => one.name === name)!;
  return providerOf(service, environment);
}

async function faultOf(work: PromiseLike<unknown>): Promise<KernelError> {
  const error = await Promise.resolve(work).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KernelError);
  return error as KernelError;
}

describe("OpenAI and Anthropic", () => {
  const services = [
    ["openai", "gpt-6.1-terra", "/responses", "key-o"],
    ["anthropic", "claude-sonnet-5-5", "/messages", "key-a"],
  ] as const;

  test.each(services)("%s answers in words, with the key of its variable", async (...given) => {
    const [name, model, path, key] = given;
    await using server = serveModels({ answer: () => "Hello." });
    const found = await open(name, { [name]: { url: server.url } }).model(model);
    const { content, usage } = await found!.api.doGenerate(call);
    expect(content).toMatchObject([{ type: "text", text: "Hello." }]);
    expect(usage.inputTokens.total).toBe(9);
    expect(usage.outputTokens.total).toBe(4);
    expect(server.requests).toMatchObject([{ path, key, body: { model } }]);
  });

  test("OpenAI is told to keep nothing", async () => {
    await using server = serveModels({ answer: () => "Hello." });
    const model = await open("openai", { openai: { url: server.url } }).model("gpt-6-luna");
    await model!.api.doGenerate(call);
    expect(server.requests[0]!.body["store"]).toBe(false);
  });

  test("OpenAI is asked to be strict only with a schema that its strict mode takes", async () => {
    await using server = serveModels({ answer: () => "{}" });
    const model = await open("openai", { openai: { url: server.url } }).model("gpt-6-luna");
    const schemas = [
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
      { type: "object", properties: { a: { enum: ["x"] } }, required: ["a"] },
      {
        type: "object",
        properties: { a: { type: "string" }, b: { type: "string" } },
        required: ["a"],
      },
    ] as const;
    for (const schema of schemas) {
      const closed = { ...schema, required: [...schema.required], additionalProperties: false };
      await model!.api.doGenerate({
        ...call,
        responseFormat: { type: "json", schema: closed as unknown as { type: "object" } },
      });
    }
    const sent = server.requests.map(({ body }) => body["text"] as JsonObject);
    expect(sent.map(({ format }) => (format as JsonObject)["strict"])).toEqual([true, true, false]);
    expect(server.requests.every(({ body }) => body["store"] === false)).toBe(true);
  });

  test("are far away, with the window and the price that their makers published", async () => {
    expect(await open("openai", {}).model("gpt-6.1-terra")).toMatchObject({
      name: "openai/gpt-6.1-terra",
      window: 1_050_000,
      remote: true,
      parameters: null,
      price: { input: 1, output: 5 },
    });
    const dated = await open("anthropic", {}).model("claude-haiku-4-5-20251001");
    expect(dated).toMatchObject({ window: 200_000, price: { input: 1, output: 5 } });
  });

  test("of a model nobody knows, the window is small and the price the dearest", async () => {
    expect(await open("openai", {}).model("gpt-99")).toMatchObject({
      window: 8192,
      price: { input: 10, output: 50 },
    });
    const openai = { window: 64_000, price: { input: 3, output: 4 } };
    expect(await open("openai", { openai }).model("gpt-99")).toMatchObject(openai);
    expect(await open("openai", { openai }).model("gpt-6-luna")).toMatchObject(openai);
  });

  test("without the key, nothing is listed and a model's name is an error with the mend", async () => {
    const provider = open("openai", {}, {});
    expect(await provider.list(AbortSignal.timeout(1000))).toEqual([]);
    const fault = await faultOf(provider.model("gpt-6-luna"));
    expect(fault).toMatchObject({ code: "usage" });
    expect(fault.message).toContain("OPENAI_API_KEY is not set");
    expect(fault.hint).toContain("export OPENAI_API_KEY");
  });

  test("the addresses that the SDKs would take from the environment are not theirs to take", () => {
    const services = servicesIn(settingsIn({}));
    expect(services.map(({ name, url, remote }) => ({ name, url, remote }))).toEqual([
      { name: "openai", url: "https://api.openai.com/v1", remote: true },
      { name: "anthropic", url: "https://api.anthropic.com/v1", remote: true },
    ]);
  });
});

describe("a compatible server", () => {
  const local = (url: string, more: JsonObject = {}) => ({
    compatible: { local: { url, ...more } },
  });

  test("on this machine is asked what it has; elsewhere nothing is asked", async () => {
    await using server = serveModels({ models: ["tiny"], answer: () => "Hello." });
    const signal = AbortSignal.timeout(1000);
    expect(await open("local", local(server.url)).list(signal)).toMatchObject([
      { name: "tiny", remote: false },
    ]);
    const far = open("local", local("http://models.invalid/v1"));
    expect(await far.list(signal)).toEqual([]);
    expect(await far.model("any")).toMatchObject({ name: "local/any", remote: true });
  });

  test("costs nothing here, and has the window that a person says", async () => {
    await using server = serveModels({ models: ["tiny"], answer: () => "Hello." });
    const model = await open("local", local(server.url, { window: 4096, parameters: 1e9 })).model(
      "tiny",
    );
    expect(model).toMatchObject({ window: 4096, parameters: 1e9, price: { input: 0, output: 0 } });
  });

  test("says more of its models where it is vLLM or llama.cpp", async () => {
    const data = [
      { id: "v", max_model_len: 16_384 },
      { id: "l", meta: { n_params: 5e8, size: 4e8, n_ctx_train: 32_768 } },
      { id: "odd", max_model_len: "many", meta: { n_params: "few" } },
    ];
    const server = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: () => Response.json({ data }),
    });
    const provider = open("local", local(`http://127.0.0.1:${server.port}/v1/`));
    const found = await provider.list(AbortSignal.timeout(1000));
    expect(
      found.map(({ name, window, parameters, bytes }) => [name, window, parameters, bytes]),
    ).toEqual([
      ["v", 16_384, null, null],
      ["l", 8192, 5e8, 4e8],
      ["odd", 8192, null, null],
    ]);
    expect(await provider.model("l")).toMatchObject({ window: 8192, parameters: 5e8 });
    await server.stop(true);
  });

  test("is sent the schema of an answer, and the key of the variable that is named", async () => {
    await using server = serveModels({ models: ["tiny"], key: "key-x", answer: () => "{}" });
    const model = await open("local", local(server.url, { keyEnv: "OTHER" })).model("tiny");
    const schema = { type: "object" } as const;
    await model!.api.doGenerate({ ...call, responseFormat: { type: "json", schema } });
    expect(server.requests.at(-1)).toMatchObject({
      key: "key-x",
      body: { response_format: { type: "json_schema", json_schema: { schema } } },
    });
  });

  test("thinking that a server sends as text is no part of the answer", async () => {
    await using server = serveModels({ answer: () => "<think>Well.</think>Yes." });
    const model = await open("local", local(server.url)).model("tiny");
    const { content } = await model!.api.doGenerate(call);
    expect(content.find(({ type }) => type === "text")).toMatchObject({ text: "Yes." });
  });

  test("embeds texts", async () => {
    await using server = serveModels({ models: ["vectors"], answer: () => "" });
    const embedder = await open("local", local(server.url)).embedder("vectors");
    const { embeddings } = await embedder!.api.doEmbed({ values: ["one", "three"] });
    expect(embeddings).toEqual([
      [3, 1],
      [5, 1],
    ]);
    expect(await open("local", local(server.url)).embedder("other")).toBeNull();
  });

  const faults: [status: number, code: string, mend: RegExp][] = [
    [400, "usage", /another model/],
    [401, "usage", /key/],
    [404, "not_found", /models ls/],
    [429, "unavailable", /later/],
    [500, "unavailable", /later/],
  ];
  test.each(faults)("that answers %i is an error with its mend", async (status, code, mend) => {
    await using server = serveModels({ answer: () => status });
    const model = await open("local", local(server.url)).model("tiny");
    for (const way of ["doGenerate", "doStream"] as const) {
      const fault = await faultOf(model!.api[way](call));
      expect(fault.code as string).toBe(code);
      expect(fault.hint).toMatch(mend);
    }
  });

  test("that sends a prompt on to another address is not followed", async () => {
    await using target = serveModels({ answer: () => "caught" });
    const location = `${target.url}/chat/completions`;
    const redirecting = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ method }) =>
        method === "GET"
          ? new Response(null, { status: 404 })
          : new Response(null, { status: 307, headers: { location } }),
    });
    const at = local(`http://127.0.0.1:${redirecting.port}/v1`);
    await faultOf(
      open("local", at)
        .model("tiny")
        .then((model) => model!.api.doGenerate(call)),
    );
    expect(target.requests).toEqual([]);
    await redirecting.stop(true);
  });

  test("that is not there is named with its address", async () => {
    const fault = await faultOf(open("local", local("http://127.0.0.1:9/v1")).model("tiny"));
    expect(fault).toMatchObject({ code: "unavailable" });
    expect(fault.message).toContain("nothing answers at http://127.0.0.1:9/v1");
    expect(fault.hint).toContain("models.compatible.local.url");
  });
});

const strict: [is: boolean, schema: JsonObject][] = [
  [true, { type: "string", enum: ["a"], maxLength: 3 }],
  [true, { type: "object", properties: {}, required: [], additionalProperties: false }],
  [false, { type: "object" }],
  [false, { properties: { a: {} }, additionalProperties: false }],
  [false, { type: "array", items: { type: "object", properties: { a: {} }, required: ["a"] } }],
  [false, { anyOf: [{ type: "string" }, { type: "object", additionalProperties: true }] }],
  [false, { $defs: { type: { type: "object" } }, type: "string" }],
];
test.each(strict)("strict mode takes it: %p %j", (is, schema) => {
  expect(isStrict(schema)).toBe(is);
});

test("only an address of this machine is this machine", () => {
  for (const host of ["localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:1"])
    expect(isLoopback(`http://${host}/v1`)).toBe(true);
  for (const host of ["127.evil.example", "localhost.example", "10.0.0.1", "0.0.0.0", "example"])
    expect(isLoopback(`http://${host}/v1`)).toBe(false);
});

test("no SDK is in memory until a model is opened", async () => {
  const script = `
    import { plugin } from ${JSON.stringify(`${import.meta.dir}/index.ts`)};
    const loaded = () => Object.keys(require.cache).some((file) => /node_modules.(ai|@ai-sdk)./.test(file));
    let source;
    await plugin.activate({ config: () => ({}), provide: (kind, name, value) => (source = value) });
    const provider = source().get("openai");
    await provider.list(new AbortController().signal);
    const before = loaded();
    await provider.model("gpt-6-luna");
    console.log(JSON.stringify({ before, after: loaded() }));`;
  const output = await Bun.$`OPENAI_API_KEY=x ${process.execPath} -e ${script}`.json();
  expect(output).toEqual({ before: false, after: true });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { type HouseOptions, openHouse, pluginOf } from "../../bench/support/kernel.ts";
import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Models } from "../contracts/models.ts";
import { type ScriptedProvider, scriptedProvider } from "../model-scripted/index.ts";
import { largestThatFits } from "./largest.ts";
import type { ModelProvider, ModelSummary } from "./provider.ts";
import { recently } from "./recent.ts";

const summary = (name: string, more: Partial<ModelSummary> = {}): ModelSummary => ({
  name,
  bytes: 1000,
  parameters: 1e9,
  window: 4096,
  capabilities: ["completion"],
  remote: false,
  ...more,
});

/** Stands for a server of models: how many times it was asked is counted. */
function provider(models: readonly ModelSummary[], remote = false) {
  const names = models.map(({ name }) => name);
  const inner: ScriptedProvider = scriptedProvider(["hello"], { names, remote, embed: () => [1] });
  const asked = { list: 0, model: 0, embedder: 0 };
  const counting: ModelProvider & { readonly asked: typeof asked } = {
    remote,
    asked,
    async list() {
      asked.list++;
      return models;
    },
    async model(name) {
      asked.model++;
      const found = await inner.model(name);
      return found && { ...found, name: `x/${name}` };
    },
    async embedder(name) {
      asked.embedder++;
      const known = name === null || names.includes(name);
      return known ? inner.embedder(name) : null;
    },
  };
  return counting;
}

interface Opened extends AsyncDisposable {
  readonly models: Models;
  readonly list: () => Promise<JsonObject>;
}

async function open(
  providers: Readonly<Record<string, ModelProvider>>,
  models: JsonObject = {},
  more: HouseOptions = {},
): Promise<Opened> {
  let host: Host | undefined;
  const house = await openHouse({
    config: { models },
    ...more,
    plugins: [
      { name: "models", load: async () => (await import("./index.ts")).plugin },
      pluginOf("providers", (given) => {
        host = given;
        for (const [name, one] of Object.entries(providers))
          given.provide("model-provider", name, one);
      }),
    ],
  });
  return {
    models: host!.needs("models"),
    list: () => house.call("models.list", {}),
    [Symbol.asyncDispose]: () => house[Symbol.asyncDispose](),
  };
}

async function faultOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KernelError);
  return error as KernelError;
}

describe("a model is chosen", () => {
  const local = () => provider([summary("small", { parameters: 1e8 }), summary("large")]);
  const far = () => provider([summary("clever")], true);

  test("by name, before the configured one, before the largest on this machine", async () => {
    await using house = await open({ ollama: local(), far: far() }, { default: "far/clever" });
    expect((await house.models.choose("ollama/small"))!.name).toBe("x/small");
    expect(await house.models.choose(null)).toMatchObject({ name: "x/clever", remote: true });
    await using plain = await open({ ollama: local(), far: far() });
    expect((await plain.models.choose(null))!.name).toBe("x/large");
  });

  test("never for being there alone: what is far away has to be named", async () => {
    await using house = await open({ ollama: provider([summary("big")], true), far: far() });
    expect(await house.models.choose(null)).toBeNull();
    expect((await house.models.choose("ollama/big"))!.remote).toBe(true);
    const mixed = provider([summary("cloud", { remote: true, parameters: 1e12 }), summary("own")]);
    await using other = await open({ ollama: mixed });
    expect((await other.models.choose(null))!.name).toBe("x/own");
  });

  test("not at all when none is named or configured", async () => {
    await using house = await open({ ollama: local() });
    expect(await house.models.choose("none")).toBeNull();
    await using off = await open({ ollama: local() }, { default: "none", embedder: "none" });
    expect(await off.models.choose(null)).toBeNull();
    expect(await off.models.embedder()).toBeNull();
    expect((await off.models.choose("ollama/small"))!.name).toBe("x/small");
  });

  test("not at all when nothing is there", async () => {
    await using house = await open({});
    expect(await house.models.choose(null)).toBeNull();
    expect(await house.models.embedder()).toBeNull();
    await using empty = await open({ ollama: provider([]) });
    expect(await empty.models.choose(null)).toBeNull();
  });

  const faults: [named: string, message: RegExp, mend: RegExp][] = [
    ["small", /"small" does not name a provider/, /ollama\/qwen3:4b; providers: far, ollama/],
    ["ollama/", /does not name a provider and a model/, /models ls/],
    ["olama/small", /no provider "olama" \(did you mean "ollama"\?\)/, /providers: far, ollama/],
    [
      "ollama/smal",
      /no model "ollama\/smal" \(did you mean "ollama\/small"\?\)/,
      /ollama pull smal/,
    ],
    ["far/clevr", /did you mean "far\/clever"/, /models ls/],
  ];
  test.each(faults)(
    "%p is not there, with what is and what to do",
    async (named, message, mend) => {
      await using house = await open({ ollama: local(), far: far() });
      const fault = await faultOf(house.models.choose(named));
      expect(fault.code).toBe("usage");
      expect(fault.message).toMatch(message);
      expect(fault.hint).toMatch(mend);
    },
  );

  test("a configured name that is not there is an error and no other model", async () => {
    await using house = await open({ ollama: local() }, { default: "ollama/gone" });
    expect((await faultOf(house.models.choose(null))).message).toContain('"ollama/gone"');
  });

  test("an embedder is the configured one, else one of this machine's Ollama", async () => {
    await using house = await open({ ollama: local() });
    expect((await house.models.embedder())!.name).toBe("scripted/vectors");
    await using named = await open({ ollama: local() }, { embedder: "ollama/small" });
    expect((await named.models.embedder())!.name).toBe("scripted/small");
    await using gone = await open({ ollama: local() }, { embedder: "ollama/gone" });
    expect((await faultOf(gone.models.embedder())).code).toBe("usage");
    await using away = await open({ ollama: far() });
    expect(await away.models.embedder()).toBeNull();
  });

  test("a goal that asks five times probes a server once", async () => {
    const ollama = local();
    await using house = await open({ ollama });
    for (let time = 0; time < 5; time++) {
      await house.models.choose(null);
      await house.models.embedder();
    }
    expect(ollama.asked).toEqual({ list: 1, model: 1, embedder: 1 });
  });
});

describe("the largest that fits", () => {
  test("can complete texts, is on this machine, and leaves memory for the rest", () => {
    const models = [
      summary("embeds", { parameters: 9e12, capabilities: ["embedding"] }),
      summary("cloud", { parameters: 9e12, remote: true }),
      summary("huge", { parameters: 7e10, bytes: 900 }),
      summary("fits", { parameters: 4e9, bytes: 700 }),
      summary("tiny", { parameters: 1e8, bytes: 10 }),
    ];
    expect(largestThatFits(models, 1000)!.name).toBe("fits");
    expect(largestThatFits(models, 10_000)!.name).toBe("huge");
    expect(largestThatFits(models, 1)).toBeNull();
  });

  test("is the same in whatever order they are listed", () => {
    const model = fc.record({
      name: fc.string({ minLength: 1 }),
      bytes: fc.option(fc.nat(3)),
      parameters: fc.option(fc.nat(3)),
    });
    const models = fc.uniqueArray(model, { selector: ({ name }) => name });
    fc.assert(
      fc.property(models, fc.infiniteStream(fc.nat()), (found, numbers) => {
        const all = found.map(({ name, ...more }) => summary(name, more));
        const mixed = all
          .map((one) => ({ one, at: numbers.next().value as number }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one);
        expect(largestThatFits(mixed, 100)).toEqual(largestThatFits(all, 100));
      }),
    );
  });
});

describe("models.list", () => {
  test("shows what every provider has, which one is chosen and why", async () => {
    const ollama = provider([summary("one"), summary("vec", { capabilities: ["embedding"] })]);
    const named: ModelProvider = {
      ...ollama,
      model: async (name) => {
        const found = await ollama.model(name);
        return found && { ...found, name: `ollama/${name}` };
      },
    };
    const broken: ModelProvider = {
      ...provider([], true),
      list: () => Promise.reject(new Error("nothing answers at http://127.0.0.1:9")),
    };
    await using house = await open({ ollama: named, broken });
    expect(await house.list()).toEqual({
      models: [
        { ...summary("one"), name: "ollama/one", chosen: true },
        { ...summary("vec", { capabilities: ["embedding"] }), name: "ollama/vec", chosen: false },
      ],
      chosen: {
        name: "ollama/one",
        why: "the largest in this machine's Ollama that fits its memory",
        remote: false,
        problem: "",
      },
      embedder: "scripted/vectors",
      providers: [
        { name: "broken", remote: true, problem: "nothing answers at http://127.0.0.1:9" },
        { name: "ollama", remote: false, problem: "" },
      ],
    });
  });

  test("a chosen one that nobody lists has a line too, and a name that is gone says so", async () => {
    const silent: ModelProvider = { ...provider([summary("far")], true), list: async () => [] };
    await using house = await open({ silent }, { default: "silent/far" });
    expect(await house.list()).toMatchObject({
      models: [{ name: "x/far", remote: true, chosen: true, capabilities: ["completion"] }],
      chosen: { name: "x/far", why: "chosen by models.default", remote: true },
    });
    await using gone = await open({ silent }, { default: "silent/gone" });
    expect(await gone.list()).toMatchObject({
      chosen: { name: null, problem: expect.stringContaining('no model "silent/gone"') },
    });
  });
});

describe("what was answered a moment ago", () => {
  test("is answered again, is asked anew later, and a failure is asked anew at once", async () => {
    let time = 0;
    let asked = 0;
    const kept = recently(100, () => time);
    const make = async () => ++asked;
    expect(await kept("a", make)).toBe(1);
    expect(await kept("a", make)).toBe(1);
    expect(await kept("b", make)).toBe(2);
    time = 100;
    expect(await kept("a", make)).toBe(3);
    const fail = () => Promise.reject<number>(new Error("no"));
    await expect(kept("c", fail)).rejects.toThrow("no");
    await Bun.sleep(0);
    expect(await kept("c", make)).toBe(4);
  });
});

import { describe, expect, test } from "bun:test";

import { KernelError } from "../../kernel/error.ts";
import { ask, DONE, fakeOllama, refusal } from "./testing.ts";

/** As a real server says them. */
const REFUSALS = [
  [
    404,
    "model 'small:1b' not found",
    "not_found",
    'has no model "small:1b"',
    "ollama pull small:1b",
  ],
  [400, '"small:1b" does not support chat', "usage", "does not support chat", "glassbox models ls"],
  [400, "top_logprobs must be between 0 and 20", "usage", "top_logprobs", "check the options"],
  [
    500,
    "invalid JSON schema in format",
    "usage",
    "invalid JSON schema",
    "the schema of its answer",
  ],
  [
    500,
    'option "temperature" must be of type float32',
    "usage",
    "temperature",
    "check the options",
  ],
  [500, "model runner has unexpectedly stopped", "unavailable", "unexpectedly stopped", "memory"],
  [503, "server busy, please try again", "unavailable", "busy", "try again"],
  [401, "unauthorized", "unavailable", "unauthorized", "ollama signin"],
] as const;

describe("each refusal of the server is a sentence with its mend", () => {
  for (const [status, said, code, sentence, mend] of REFUSALS) {
    for (const way of ["doGenerate", "doStream"] as const) {
      test(`${status} ${said} (${way})`, async () => {
        using fake = fakeOllama({ answer: () => refusal(status, said) });
        const { api } = await fake.model();
        const failure = await failureOf(async () => api[way](ask("Hi")));
        expect(failure).toBeInstanceOf(KernelError);
        expect(failure).toMatchObject({ code });
        expect((failure as KernelError).message).toContain(sentence);
        expect((failure as KernelError).hint).toContain(mend);
      });
    }
  }

  test("a page that is no JSON is quoted, and nothing is written to standard output", async () => {
    using fake = fakeOllama({
      answer: () => new Response("<h1>Bad gateway</h1>", { status: 502 }),
    });
    const source = `
      import { ask, providerAt } from ${JSON.stringify(`${import.meta.dir}/testing.ts`)};
      const model = await providerAt(${JSON.stringify(fake.url)}).model("small:1b");
      await model.api.doGenerate(ask("Hi")).catch((error) => console.error(error.message));
    `;
    const child = Bun.spawn([process.execPath, "-e", source], { stdout: "pipe", stderr: "pipe" });
    const [out, err] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    expect(out).toBe("");
    expect(err).toContain("Bad gateway");
  });

  test("an answer in another form is told as such, whole or streamed", async () => {
    const odd = { message: { content: 7 } };
    using fake = fakeOllama({ answer: ({ stream }) => (stream ? [odd] : odd) });
    const { api } = await fake.model();
    const failure = await failureOf(() => api.doGenerate(ask("Hi")));
    expect(String(failure)).toContain("does not answer as Ollama does: message.content");
    const parts = await Array.fromAsync((await api.doStream(ask("Hi"))).stream);
    const told = parts.find((part) => part.type === "error");
    expect(String(told?.error)).toContain("does not answer as Ollama does");
  });

  test("a server that has gone is named with its address", async () => {
    const fake = fakeOllama();
    const { api } = await fake.model();
    fake[Symbol.dispose]();
    const failure = await failureOf(async () => api.doGenerate(ask("Hi")));
    expect(failure).toMatchObject({ code: "unavailable" });
    expect((failure as KernelError).message).toContain(new URL(fake.url).host);
    expect((failure as KernelError).hint).toContain("ollama serve");
  });
});

describe("calling off", () => {
  test("a call that was called off before it began is not made", async () => {
    using fake = fakeOllama();
    const { api } = await fake.model();
    const abortSignal = AbortSignal.abort();
    for (const way of ["doGenerate", "doStream"] as const) {
      expect(await failureOf(async () => api[way](ask("Hi", { abortSignal })))).toMatchObject({
        name: "AbortError",
      });
    }
    expect(fake.calls()).toEqual([]);
  });

  test("ends with the reason of whoever called it off", async () => {
    using fake = fakeOllama({ answer: () => new Promise(() => {}) });
    const { api } = await fake.model();
    for (const way of ["doGenerate", "doStream"] as const) {
      const given = new AbortController();
      const failing = failureOf(async () => api[way](ask("Hi", { abortSignal: given.signal })));
      const reason = new Error("the run was stopped");
      setTimeout(() => given.abort(reason), 20);
      expect(await failing).toBe(reason);
    }
  });

  test("ends the request at the server, and leaves another one of the same model alone", async () => {
    const ended = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    using fake = fakeOllama({
      answer: async ({ messages }, _path, request) => {
        if (JSON.stringify(messages).includes("other")) {
          await release.promise;
          return { message: { content: "still here" }, ...DONE };
        }
        request.signal.addEventListener("abort", () => ended.resolve());
        begun.resolve();
        await ended.promise;
        return {};
      },
    });
    const { api } = await fake.model();
    const given = new AbortController();
    const other = api.doGenerate(ask("other"));
    const failing = failureOf(async () =>
      api.doGenerate(ask("this", { abortSignal: given.signal })),
    );
    await begun.promise;
    given.abort();
    await ended.promise;
    expect(await failing).toMatchObject({ name: "AbortError" });
    release.resolve();
    expect((await other).content).toEqual([{ type: "text", text: "still here" }]);
  });

  test("whoever stops reading a stream ends the request, too", async () => {
    const ended = Promise.withResolvers<void>();
    using fake = fakeOllama({
      answer: (_body, _path, request) => {
        request.signal.addEventListener("abort", () => ended.resolve());
        const first = `${JSON.stringify({ message: { content: "One" }, done: false })}\n`;
        return new Response(
          new ReadableStream({ start: (controller) => controller.enqueue(first) }),
        );
      },
    });
    const { stream } = await (await fake.model()).api.doStream(ask("Hi"));
    for await (const part of stream) if (part.type === "text-delta") break;
    await ended.promise;
  });
});

async function failureOf(work: () => PromiseLike<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing failed");
}

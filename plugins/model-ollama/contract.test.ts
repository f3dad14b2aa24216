import { contractAnswer, describeModelContract } from "../../bench/support/model-conformance.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { DONE, fakeOllama, providerAt } from "./testing.ts";

describeModelContract("Ollama", async () => {
  const fake = fakeOllama({
    async answer({ messages, stream, options }) {
      const text = contractAnswer(JSON.stringify(messages));
      if (text === null) return new Promise<JsonObject>(() => {});
      const most = (options as { readonly num_predict: number }).num_predict;
      const words = text.split(/(?<= )/);
      const end = { ...DONE, done_reason: words.length > most ? "length" : "stop" };
      const said = words.slice(0, most);
      if (!stream) return { message: { content: said.join("") }, ...end };
      const pieces = said.map((content) => ({ message: { content }, done: false }));
      return [...pieces, { message: { content: "" }, ...end }];
    },
  });
  return {
    provider: providerAt(fake.url),
    known: "small:1b",
    async failing() {
      // Gone by the time it is asked.
      using gone = fakeOllama();
      return await gone.model();
    },
    async [Symbol.asyncDispose]() {
      fake[Symbol.dispose]();
    },
  };
});

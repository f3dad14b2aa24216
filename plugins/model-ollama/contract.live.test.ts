import { test } from "bun:test";

import { describeModelContract } from "../../bench/support/model-conformance.ts";
import { liveServer } from "./live-server.ts";
import { fakeOllama } from "./testing.ts";

const server = await liveServer();

if (server) {
  describeModelContract("a real Ollama", async () => ({
    provider: server.provider,
    known: server.chat,
    async failing() {
      // Gone by the time it is asked.
      using gone = fakeOllama();
      return await gone.model();
    },
    async [Symbol.asyncDispose]() {},
  }));
} else test.skip("the contract of model providers: a real Ollama", () => {});

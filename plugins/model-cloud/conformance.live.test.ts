import { test } from "bun:test";

import { describeModelContract } from "../../bench/support/model-conformance.ts";
import { providerOf } from "./provider.ts";
import { servicesIn } from "./service.ts";
import { settingsIn } from "./settings.ts";
import { serveModels } from "./testing.ts";

/** Ollama speaks OpenAI's protocol besides its own. */
const KNOWN = "smollm2:135m";
const host = process.env["OLLAMA_HOST"] ?? "127.0.0.1:11434";
const url = `${host.includes("://") ? host : `http://${host}`}/v1`;
const isThere = await fetch(`${url}/models`, { signal: AbortSignal.timeout(2000) })
  .then(async (response) => (await response.text()).includes(`"${KNOWN}"`))
  .catch(() => false);

if (!isThere)
  test.skip(`the contract over ${url}: no Ollama with ${KNOWN} answers there`, () => {});
else
  describeModelContract("a real server that speaks OpenAI's protocol", async () => {
    const dying = serveModels({ models: [KNOWN], answer: () => "" });
    return {
      provider: open(url),
      known: KNOWN,
      async failing() {
        const model = await open(dying.url).model(KNOWN);
        await dying.stop();
        return model!;
      },
      [Symbol.asyncDispose]: () => dying.stop(),
    };
  });

function open(at: string) {
  const settings = settingsIn({ models: { compatible: { local: { url: at } } } });
  return providerOf(
    servicesIn(settings).find(({ name }) => name === "local")!,
    {},
  );
}

import { contractAnswer, describeModelContract } from "../../bench/support/model-conformance.ts";
import { providerOf } from "./provider.ts";
import { servicesIn } from "./service.ts";
import { settingsIn } from "./settings.ts";
import { serveModels } from "./testing.ts";

describeModelContract("an OpenAI-compatible server on this machine", async () => {
  const server = serveModels({ models: ["tiny"], answer: contractAnswer });
  const dying = serveModels({ models: ["tiny"], answer: contractAnswer });
  return {
    provider: open(server.url),
    known: "tiny",
    async failing() {
      const model = await open(dying.url).model("tiny");
      await dying.stop();
      return model!;
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await dying.stop();
    },
  };
});

function open(url: string) {
  const settings = settingsIn({ models: { compatible: { local: { url } } } });
  return providerOf(
    servicesIn(settings).find(({ name }) => name === "local")!,
    {},
  );
}

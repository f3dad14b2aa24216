import { z } from "zod";

import { messageOf, unavailable } from "../../kernel/error.ts";
import { addressOf } from "../../plugins/model-ollama/address.ts";

/** A model that is loaded anew may take this long until it answers. */
const PATIENCE_MS = 120_000;
const tags = z.object({ models: z.array(z.object({ name: z.string() })) });

/** The Ollama that the bench measures with. */
export interface OllamaServer {
  post(path: string, body: object): Promise<unknown>;
}

/** Throws `unavailable` with the mend when the server or one of the models is not there. */
export async function findOllama(models: readonly string[]): Promise<OllamaServer> {
  const base = addressOf(process.env["OLLAMA_HOST"] ?? "", "OLLAMA_HOST");
  const server = { post: (path: string, body: object) => ask(new URL(path, base), body) };
  const { models: there } = tags.parse(await ask(new URL("/api/tags", base)));
  const names = new Set(there.map(({ name }) => name.replace(/:latest$/, "")));
  const missing = models.find((name) => !names.has(name));
  if (missing === undefined) return server;
  throw unavailable(`the Ollama at ${base.host} has no ${missing}`, `ollama pull ${missing}`);
}

async function ask(url: URL, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body && { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw unavailable(
      `no Ollama answers at ${url.host} (${messageOf(error)})`,
      "start it, or say where it is: OLLAMA_HOST=host:port",
    );
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw unavailable(`${url.pathname} answered ${response.status}: ${text}`, "see the server's log");
}

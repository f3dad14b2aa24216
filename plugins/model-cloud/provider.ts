import { usage } from "../../kernel/error.ts";
import type { Embedder, Model } from "../contracts/models.ts";
import { factsOf, knownNames } from "./known.ts";
import { openEmbedder, openModel } from "./sdk.ts";
import { type ServedModel, servedModels } from "./served.ts";
import type { Service } from "./service.ts";

/** What the port `models` takes as a provider. */
export interface CloudProvider {
  readonly remote: boolean;
  list(signal: AbortSignal): Promise<readonly ModelSummary[]>;
  model(name: string): Promise<Model | null>;
  embedder(name: string | null): Promise<Embedder | null>;
}

interface ModelSummary {
  readonly name: string;
  readonly bytes: number | null;
  readonly parameters: number | null;
  readonly window: number | null;
  readonly capabilities: readonly string[];
  readonly remote: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function providerOf(service: Service, environment: Environment): CloudProvider {
  const { name: provider, remote, kind, settings } = service;
  const key = () => (service.keyEnv === null ? undefined : environment[service.keyEnv]);

  /** Of a server elsewhere nothing is asked before a model of it is used. */
  const looked = async (signal?: AbortSignal): Promise<readonly ServedModel[] | null> =>
    kind !== "compatible" || remote ? null : servedModels(service, key(), signal);

  async function modelOf(name: string): Promise<Model | null> {
    assertKey(service, key());
    const served = await looked();
    const found = served?.find(({ id }) => id === name);
    if (served && !found) return null;
    const { window, parameters } = summaryOf(name, found);
    const { price } = factsOf(service, name);
    const api = await openModel(service, key(), name);
    return { name: `${provider}/${name}`, api, window, parameters, remote, price };
  }

  return {
    remote,
    model: modelOf,
    async list(signal) {
      if (kind !== "compatible") return key() ? knownNames(kind).map((one) => summaryOf(one)) : [];
      return ((await looked(signal)) ?? []).map((one) => summaryOf(one.id, one));
    },
    async embedder(name) {
      if (name === null) return null;
      assertKey(service, key());
      const served = await looked();
      if (served && !served.some(({ id }) => id === name)) return null;
      return { name: `${provider}/${name}`, api: await openEmbedder(service, key(), name) };
    },
  };

  /** A person's word first, then the server's, then what is known or safe. */
  function summaryOf(
    name: string,
    served?: ServedModel,
  ): ModelSummary & { readonly window: number } {
    return {
      name,
      bytes: served?.meta?.size ?? null,
      parameters: settings.parameters ?? served?.meta?.n_params ?? null,
      window: settings.window ?? served?.max_model_len ?? factsOf(service, name).window,
      // No such server says what its models can do: what all of them can is completing a text.
      capabilities: ["completion"],
      remote,
    };
  }
}

function assertKey({ name, keyEnv }: Service, key: string | undefined): void {
  if (keyEnv === null || key) return;
  const hint = `export ${keyEnv} and let the kernel start anew (it leaves a minute after its last client)`;
  throw usage(`${name} needs a key, and ${keyEnv} is not set where the kernel runs`, hint);
}

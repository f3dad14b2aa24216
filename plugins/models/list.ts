import { messageOf } from "../../kernel/error.ts";
import { PATIENCE_MS, type Providers } from "./find.ts";
import type { ChoosingModels } from "./models.ts";
import type { ModelProvider, ModelSummary } from "./provider.ts";

export interface ModelList {
  readonly models: readonly (ModelSummary & { readonly chosen: boolean })[];
  /** What a goal without `--model` would use. */
  readonly chosen: {
    readonly name: string | null;
    readonly why: string;
    readonly remote: boolean;
    /** The configured name that is not there; empty otherwise. */
    readonly problem: string;
  };
  /** Its name; null: none. */
  readonly embedder: string | null;
  readonly providers: readonly ProviderStatus[];
}

interface ProviderStatus {
  readonly name: string;
  readonly remote: boolean;
  /** Empty when it answered. */
  readonly problem: string;
}

/** Every model that the providers know, and which one would be used and why. */
export async function listModels(
  models: ChoosingModels,
  providers: Providers,
  signal: AbortSignal,
): Promise<ModelList> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const [answers, { model, why, problem }, embedder] = await Promise.all([
    Promise.all([...providers].map(([name, provider]) => ask(name, provider, patience))),
    // A configured name that is not there is a line of the list, not its end.
    models.explain(null).then(
      (choice) => ({ ...choice, problem: "" }),
      (error: unknown) => ({ model: null, why: "", problem: messageOf(error) }),
    ),
    models.embedder().catch(() => null),
  ]);
  const rows = answers.flatMap(({ found }) => found);
  const isListed = model === null || rows.some(({ name }) => name === model.name);
  const unlisted = isListed
    ? []
    : [{ ...model, bytes: null, capabilities: ["completion"], chosen: true }];
  return {
    models: [...rows, ...unlisted]
      .map(({ name, bytes, parameters, window, capabilities, remote }) => ({
        name,
        bytes,
        parameters,
        window,
        capabilities,
        remote,
        chosen: name === model?.name,
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    chosen: { name: model?.name ?? null, why, remote: model?.remote ?? false, problem },
    embedder: embedder?.name ?? null,
    providers: answers.map(({ status }) => status).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

async function ask(
  name: string,
  provider: ModelProvider,
  signal: AbortSignal,
): Promise<{ readonly found: readonly ModelSummary[]; readonly status: ProviderStatus }> {
  const { remote } = provider;
  try {
    const found = await provider.list(signal);
    return {
      found: found.map((one) => ({ ...one, name: `${name}/${one.name}` })),
      status: { name, remote, problem: "" },
    };
  } catch (error) {
    return { found: [], status: { name, remote, problem: messageOf(error) } };
  }
}

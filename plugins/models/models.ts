import { canonicalize, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { Models } from "../contracts/models.ts";
import { type Choice, chooseEmbedder, chooseModel } from "./choose.ts";
import type { Providers } from "./find.ts";
import { recently } from "./recent.ts";
import { settingsIn } from "./settings.ts";

/** A goal asks several times within this; whoever starts a server waits no longer than this to see it used. */
const KEPT_MS = 3000;

export interface ModelsParts {
  providers(): Providers;
  config(): JsonObject;
  /** Bytes that this process may fill. */
  memory(): number;
}

/** The port, and the reason of a choice for those who show it. */
export interface ChoosingModels extends Models {
  explain(named: string | null): Promise<Choice>;
}

export function createModels({ providers, config, memory }: ModelsParts): ChoosingModels {
  const kept = recently(KEPT_MS);
  // A changed setting or variable is another question: it counts at once.
  const keyOf = (...question: readonly JsonValue[]) =>
    canonicalize([...question, config()["models"] ?? null, process.env["OLLAMA_HOST"] ?? null]);
  const explain = async (named: string | null) =>
    kept(keyOf("model", named), async () =>
      chooseModel(providers(), settingsIn(config()), named, memory()),
    );
  return {
    explain,
    choose: async (named) => (await explain(named)).model,
    embedder: async () =>
      kept(keyOf("embedder"), async () => chooseEmbedder(providers(), settingsIn(config()))),
  };
}

import { findOllama } from "../goals/ollama.ts";
import { KernelError } from "../../kernel/error.ts";
import { addressOf } from "../../plugins/model-ollama/address.ts";

const MODEL = "all-minilm";

/** The embedder of this machine, where one is running. */
export async function localEmbedder(): Promise<{ address: string; model: string } | null> {
  try {
    await findOllama([MODEL]);
  } catch (error) {
    if (error instanceof KernelError && error.code === "unavailable") return null;
    throw error;
  }
  return { address: addressOf(process.env["OLLAMA_HOST"] ?? "", "OLLAMA_HOST").href, model: MODEL };
}

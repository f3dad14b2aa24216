import { z } from "zod";

import { messageOf, unavailable } from "../../kernel/error.ts";
import type { Service } from "./service.ts";

const PATIENCE_MS = 1000;

const answer = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      /** vLLM: the window as it was loaded. */
      max_model_len: z.number().int().positive().optional().catch(undefined),
      /** llama.cpp: of the file. */
      meta: z
        .object({ n_params: z.number().positive(), size: z.number().positive() })
        .partial()
        .nullish()
        .catch(undefined),
    }),
  ),
});

export type ServedModel = z.output<typeof answer>["data"][number];

/** The models of a server on this machine, as `GET /models` names them; null where it does not say. */
export async function servedModels(
  { name, url }: Service,
  key: string | undefined,
  signal?: AbortSignal,
): Promise<readonly ServedModel[] | null> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const headers: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};
  try {
    const response = await fetch(`${url.replace(/\/+$/, "")}/models`, {
      headers,
      redirect: "error",
      // What is said to this machine takes no way around through a proxy.
      proxy: false,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    if (!response.ok) return null;
    const parsed = answer.safeParse(await response.json().catch(() => null));
    return parsed.success ? parsed.data.data : null;
  } catch (error) {
    const hint = `start it, or mend models.compatible.${name}.url`;
    throw unavailable(`nothing answers at ${url}: ${messageOf(error)}`, hint);
  }
}

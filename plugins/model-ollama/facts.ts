import { z } from "zod";

import { read } from "./errors.ts";

/** What `/api/show` says about a model: nothing of it is ever assumed from a name. */
export interface Facts {
  readonly capabilities: ReadonlySet<string>;
  readonly family: string;
  /** Number of weights; null where nobody says. */
  readonly parameters: number | null;
  /** Tokens that it was made for; null where nobody says. */
  readonly window: number | null;
  /** No template turns messages into a prompt: it completes texts. */
  readonly isBase: boolean;
  /** Its own stop sequences, which a request's would replace. */
  readonly stop: readonly string[];
  /** Characters that its definition adds to every chat. */
  readonly systemLength: number;
  /** The server passes it on to another machine. */
  readonly remote: boolean;
}

const shown = z.object({
  capabilities: z.array(z.string()).nullish(),
  details: z
    .object({ family: z.string().nullish(), parameter_size: z.string().nullish() })
    .nullish(),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  parameters: z.string().nullish(),
  template: z.string().nullish(),
  renderer: z.string().nullish(),
  system: z.string().nullish(),
  remote_host: z.string().nullish(),
});

export function factsIn(answer: unknown): Facts {
  const { capabilities, details, model_info: info, ...said } = read(shown, answer);
  const remote = Boolean(said.remote_host);
  return {
    capabilities: new Set(capabilities),
    family: details?.family ?? "",
    parameters:
      positive(info?.["general.parameter_count"]) ?? weightsIn(details?.parameter_size ?? ""),
    window: positive(info?.[`${String(info["general.architecture"])}.context_length`]),
    isBase: !remote && !said.renderer && !hasChatTemplate(said.template ?? ""),
    stop: stopsIn(said.parameters ?? ""),
    systemLength: (said.system ?? "").length,
    remote,
  };
}

/** Ollama gives a model that brings no template of its own `{{ .Prompt }}`, which adds nothing. */
function hasChatTemplate(template: string): boolean {
  return template.replaceAll(/\{\{-?\s*\.Prompt\s*-?\}\}/g, "").trim() !== "";
}

function positive(value: unknown): number | null {
  return typeof value === "number" && value > 0 ? value : null;
}

/** `7.6B`, `134.52M`. */
function weightsIn(size: string): number | null {
  const [, count, unit] = /^([\d.]+)([KMBT])$/.exec(size) ?? [];
  if (count === undefined || unit === undefined) return null;
  return Math.round(Number(count) * 1000 ** ("KMBT".indexOf(unit) + 1));
}

/** Lines `stop    "<|im_end|>"`, quoted as Go quotes. */
function stopsIn(parameters: string): string[] {
  return [...parameters.matchAll(/^stop\s+(.+)$/gm)].map(([, quoted = ""]) => {
    try {
      return String(JSON.parse(quoted));
    } catch {
      return quoted.replace(/^"|"$/g, "");
    }
  });
}

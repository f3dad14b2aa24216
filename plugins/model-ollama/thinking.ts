import type { LanguageModelV4CallOptions, SharedV4Warning } from "@ai-sdk/provider";

import type { OllamaOptions } from "./call-options.ts";
import type { Facts } from "./facts.ts";

const EFFORTS = {
  "provider-default": undefined,
  none: false,
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
} as const;

/** Ollama refuses thinking for a model that cannot; one that can thinks unless it is told not to. */
export function thinkOf(
  { reasoning }: LanguageModelV4CallOptions,
  { think }: OllamaOptions,
  { capabilities, family }: Facts,
  isRaw: boolean,
  warn: (warning: SharedV4Warning) => void,
): { readonly think?: boolean | string } {
  const effort = think ?? EFFORTS[reasoning ?? "provider-default"];
  if (effort === undefined) return {};
  if (isRaw || !capabilities.has("thinking")) {
    if (effort !== false) warn({ type: "unsupported", feature: "thinking" });
    return {};
  }
  // Only one family knows degrees; to the others a degree would be an error.
  const hasDegrees = family === "gptoss" || family === "gpt-oss";
  return { think: hasDegrees ? effort : effort !== false };
}

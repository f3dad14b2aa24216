import type { Kind, Service } from "./service.ts";

interface Facts {
  /** Tokens of prompt and answer together. */
  readonly window: number;
  /** Dollars for a million tokens, of a prompt below the size from which it costs more. */
  readonly price: { readonly input: number; readonly output: number };
}

const MILLION = 1_000_000;
const facts = (window: number, input: number, output: number): Facts => ({
  window,
  price: { input, output },
});

/**
 * What the makers published, as of 2026-11-21: docs.litellm.ai (OpenAI) and platform.claude.com/docs (Anthropic). A model
 * that is not here works all the same: its window and price come from the configuration.
 */
const KNOWN: Readonly<Record<Exclude<Kind, "compatible">, Readonly<Record<string, Facts>>>> = {
  openai: {
    "gpt-6.1-sol": facts(1_050_000, 2, 10),
    "gpt-6.1-terra": facts(1_050_000, 1, 5),
    "gpt-6-sol": facts(1_050_000, 2, 10),
    "gpt-6-luna": facts(1_050_000, 0.1, 0.5),
    "gpt-5.6-terra": facts(1_050_000, 2, 12),
  },
  anthropic: {
    "claude-fable-5-1": facts(MILLION, 10, 50),
    "claude-opus-5-5": facts(MILLION, 4, 20),
    "claude-opus-5": facts(MILLION, 5, 25),
    "claude-sonnet-5-5": facts(MILLION, 2, 10),
    "claude-sonnet-5": facts(MILLION, 2, 10),
    "claude-haiku-4-5": facts(200_000, 1, 5),
  },
};

/** A window that every model in use has; better too small than a prompt that is cut off in silence. */
const SAFE_WINDOW = 8192;
/** Of what leaves the machine and whose price nobody says: the dearest, so that a budget ends early and not late. */
const DEAREST = facts(0, 10, 50).price;
const FREE = { input: 0, output: 0 };

/** A person's word first, then the table, then what is safe. */
export function factsOf(service: Service, model: string): Facts {
  const { window, price } = service.settings;
  const known = knownOf(service.kind, model);
  return {
    window: window ?? known?.window ?? SAFE_WINDOW,
    price: price ?? (service.remote ? (known?.price ?? DEAREST) : FREE),
  };
}

export function knownNames(kind: Kind): readonly string[] {
  return kind === "compatible" ? [] : Object.keys(KNOWN[kind]);
}

/** A dated edition (`claude-haiku-4-5-20251001`) is the model of that name. */
function knownOf(kind: Kind, model: string): Facts | undefined {
  if (kind === "compatible") return undefined;
  return KNOWN[kind][model.replace(/-20\d\d-?\d\d-?\d\d$/, "")];
}

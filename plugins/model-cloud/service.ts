import type { CloudSettings, ServiceSettings } from "./settings.ts";

export type Kind = "openai" | "anthropic" | "compatible";

/** One server of models, with everything that says how to reach it. */
export interface Service {
  readonly name: string;
  readonly kind: Kind;
  readonly url: string;
  /** What is said to it leaves the machine. */
  readonly remote: boolean;
  readonly keyEnv: string | null;
  readonly settings: ServiceSettings;
}

/** Named here and not left to the SDKs, which would take them from the environment. */
const HOMES = {
  openai: { url: "https://api.openai.com/v1", keyEnv: "OPENAI_API_KEY" },
  anthropic: { url: "https://api.anthropic.com/v1", keyEnv: "ANTHROPIC_API_KEY" },
} as const;

export function servicesIn({ openai, anthropic, compatible }: CloudSettings): Service[] {
  return [
    hosted("openai", openai),
    hosted("anthropic", anthropic),
    ...Object.entries(compatible).map(([name, settings]): Service => {
      const { url, keyEnv = null } = settings;
      return { name, kind: "compatible", url, remote: !isLoopback(url), keyEnv, settings };
    }),
  ];
}

function hosted(kind: keyof typeof HOMES, settings: ServiceSettings): Service {
  const { url = HOMES[kind].url, keyEnv = HOMES[kind].keyEnv } = settings;
  return { name: kind, kind, url, remote: !isLoopback(url), keyEnv, settings };
}

/** Only what is an address of this machine by its form: no name is looked up, besides `localhost`. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

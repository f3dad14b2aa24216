import type { Check } from "./doctor.ts";

const PATIENCE_MS = 1000;
const STANDARD = "http://127.0.0.1:11434";

/** Whether Ollama answers on this machine. A remote one is named, and not contacted unasked. */
export async function modelChecks(signal: AbortSignal): Promise<Check[]> {
  const given = process.env["OLLAMA_HOST"];
  const address = ollamaAddress(given ?? "");
  if (!isLoopback(address.hostname)) {
    const detail = `OLLAMA_HOST names ${address.host}, which is another machine: not contacted`;
    return [{ name: "ollama", ok: null, detail, mend: "" }];
  }
  const where = `${address.host}${given ? " (OLLAMA_HOST)" : ""}`;
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const response = await fetch(new URL("/api/version", address), { signal: patience });
    const { version } = (await response.json()) as { version?: string };
    return [{ name: "ollama", ok: true, detail: `${version ?? "answers"} at ${where}`, mend: "" }];
  } catch {
    const detail = `nothing answers at ${where}; skills need no model`;
    return [{ name: "ollama", ok: null, detail, mend: "" }];
  }
}

export function ollamaAddress(given: string): URL {
  if (given === "") return new URL(STANDARD);
  const text = given.includes("://") ? given : `http://${given}`;
  const address = URL.canParse(text) ? new URL(text) : new URL(STANDARD);
  if (address.port === "" && !given.includes("://")) address.port = "11434";
  if (address.hostname === "0.0.0.0") address.hostname = "127.0.0.1";
  return address;
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}

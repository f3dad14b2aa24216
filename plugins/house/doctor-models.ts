import type { Host } from "../../kernel/host.ts";
import type { Check } from "./doctor.ts";

const PATIENCE_MS = 1000;
const STANDARD = "http://127.0.0.1:11434";

/** Whether Ollama answers on this machine, and which model a goal would use. */
export async function modelChecks(host: Host, signal: AbortSignal): Promise<Check[]> {
  return [await ollamaCheck(host, signal), ...(await chosenCheck(host, signal))];
}

/** A remote one is named, and not contacted unasked. */
async function ollamaCheck(host: Host, signal: AbortSignal): Promise<Check> {
  const { given, source } = namedAddress(host);
  const address = ollamaAddress(given);
  if (!isLoopback(address.hostname)) {
    const detail = `${source} names ${address.host}, which is another machine: not contacted`;
    return { name: "ollama", ok: null, detail, mend: "" };
  }
  const where = `${address.host}${source === "" ? "" : ` (${source})`}`;
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const response = await fetch(new URL("/api/version", address), {
      signal: patience,
      proxy: false,
    });
    const { version } = (await response.json()) as { version?: string };
    return { name: "ollama", ok: true, detail: `${version ?? "answers"} at ${where}`, mend: "" };
  } catch {
    const detail = `nothing answers at ${where}; skills need no model`;
    return { name: "ollama", ok: null, detail, mend: "" };
  }
}

/** Empty where no plugin chooses models: the plugins' own checks say that. */
export async function chosenCheck(host: Host, signal: AbortSignal): Promise<Check[]> {
  const call = { actor: "kernel", via: "library", signal, emit: () => {} };
  const { verbs } = host.kernel();
  if (!verbs.list().some((verb) => verb.name === "models.list")) return [];
  const { chosen, embedder } = (await verbs.call("models.list", {}, call)) as unknown as ModelList;
  const { name, why, remote, problem } = chosen;
  if (problem !== "")
    return [{ name: "models", ok: false, detail: problem, mend: "glassbox models use NAME" }];
  const where = remote ? "what it is told LEAVES this machine" : "stays on this machine";
  const model = name === null ? `none (${why})` : `${name}, ${where} (${why})`;
  const texts = embedder ?? "none (tools are found by their words)";
  return [
    // A model far away is somebody's choice: neither right nor wrong, and never just a tick.
    { name: "models", ok: remote ? null : true, detail: model, mend: "" },
    { name: "embedder", ok: true, detail: texts, mend: "" },
  ];
}

interface ModelList {
  readonly chosen: {
    readonly name: string | null;
    readonly why: string;
    readonly remote: boolean;
    readonly problem: string;
  };
  readonly embedder: string | null;
}

/** The configured address wins over the environment's. */
function namedAddress(host: Host): { readonly given: string; readonly source: string } {
  const models = host.config()["models"] as { ollama?: { url?: string } } | undefined;
  const url = models?.ollama?.url;
  if (url !== undefined) return { given: url, source: "models.ollama.url" };
  const given = process.env["OLLAMA_HOST"] ?? "";
  return { given, source: given === "" ? "" : "OLLAMA_HOST" };
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
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

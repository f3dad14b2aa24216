import { sha256 } from "../../kernel/json.ts";

/** Names that say where the kernel is or how long it stays; they change no result. */
const ABOUT_THE_PROCESS = new Set(["GLASSBOX_HOME", "GLASSBOX_IDLE_MS"]);

/** Variables that would change what a run answers, by a hash of their value: a value may be a secret. */
export type Fingerprint = Readonly<Record<string, string>>;

export function fingerprint(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Fingerprint {
  const names = Object.keys(env)
    .filter((name) => name === "OLLAMA_HOST" || name === "TZ" || name.startsWith("GLASSBOX_"))
    .filter((name) => !ABOUT_THE_PROCESS.has(name) && env[name]);
  return Object.fromEntries(
    names.toSorted().map((name) => [name, sha256(env[name]!).slice(0, 12)]),
  );
}

export interface Peer {
  readonly version: string;
  readonly environment: Fingerprint;
}

/** One line about a kernel that would not answer as this client expects, or null. */
export function difference(mine: Peer, kernel: Peer & { readonly pid: number }): string | null {
  const names = new Set([...Object.keys(mine.environment), ...Object.keys(kernel.environment)]);
  const other = [...names].filter((name) => mine.environment[name] !== kernel.environment[name]);
  const parts = [
    ...(mine.version === kernel.version
      ? []
      : [`version ${kernel.version}, and this is ${mine.version}`]),
    ...(other.length === 0 ? [] : [`another ${other.toSorted().join(", ")}`]),
  ];
  if (parts.length === 0) return null;
  return `the running kernel has ${parts.join(" and ")}; it counts until it leaves (kill ${kernel.pid})`;
}

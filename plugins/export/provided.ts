import { unavailable } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";

/** What another plugin offers; without it the one who needs it is told. */
export function provided<T>(host: Pick<Host, "provided">, kind: string, name: string): T {
  const found = host.provided<T>(kind).get(name);
  if (found !== undefined) return found;
  throw unavailable(`the ${kind} of ${name} is missing`, "glassbox doctor names what failed");
}

import { KernelError } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";

/** What another plugin offers; throws `unavailable` when it is missing. */
export function provided<T>(host: Host, kind: string, name: string): T {
  const value = host.provided<T>(kind).get(name);
  if (value !== undefined) return value;
  throw new KernelError("unavailable", `the ${kind} is missing`, {
    hint: "glassbox doctor names plugins that failed",
  });
}

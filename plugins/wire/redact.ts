import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Secrets } from "../contracts/secrets.ts";
import { configuredValues } from "./configured-values.ts";

export interface Redaction {
  ready(): Promise<unknown>;
  redact(text: string): string;
}

/** Takes out the home's secrets, and what its configuration holds openly and is one. */
export function redactionOf(host: Host): Redaction {
  const secrets = () => host.provided<Secrets>("secrets").get("home");
  let seen: JsonObject | undefined;
  let values: ReturnType<typeof configuredValues> = [];
  function current() {
    const config = configOf(host);
    if (config !== undefined && config !== seen) {
      seen = config;
      values = configuredValues(config);
    }
    return values;
  }
  return {
    // Whoever names them has read them.
    ready: async () => secrets()?.names(),
    redact(text) {
      let clean = secrets()?.redact(text) ?? text;
      for (const [name, value] of current()) {
        if (clean.includes(value)) clean = clean.replaceAll(value, () => `[secret ${name}]`);
      }
      return clean;
    },
  };
}

/** Undefined while the file is broken: what it said before counts. */
function configOf(host: Host): JsonObject | undefined {
  try {
    return host.config();
  } catch {
    return undefined;
  }
}

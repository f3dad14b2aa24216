import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";

/** Shorter values are words of every sentence. */
const SHORTEST = 6;
const TELLING = /key|token|secret|pass|pwd|credential|auth|cookie|bearer|signature|private/i;

/** What stands openly in the configuration of servers and is a secret by its name, longest first. */
export function configuredValues(config: JsonObject): readonly (readonly [string, string])[] {
  const servers = isObject(config["servers"]) ? config["servers"] : {};
  const found = Object.entries(servers).flatMap(([server, spec]) =>
    isObject(spec) ? [...valuesIn(server, spec["env"]), ...valuesIn(server, spec["headers"])] : [],
  );
  return found.toSorted(([, a], [, b]) => b.length - a.length);
}

function valuesIn(server: string, values: JsonValue | undefined): (readonly [string, string])[] {
  if (!isObject(values)) return [];
  return Object.entries(values).flatMap(([name, value]) => {
    if (typeof value !== "string" || !TELLING.test(name) || value.startsWith("secret://"))
      return [];
    // Of `Bearer abc` the last word is the secret.
    const secret = value.slice(value.lastIndexOf(" ") + 1);
    return secret.length < SHORTEST ? [] : [[`${server}.${name}`, secret] as const];
  });
}

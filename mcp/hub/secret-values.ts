import type { ServerSpec } from "./spec.ts";

const scheme = "secret://";

/** Gives the value of a secret; undefined: there is none of this name. */
export type SecretOf = (name: string) => Promise<string | undefined>;

/** The spec with every `secret://NAME` in its place of use. Rejects with a sentence when one is missing. */
export async function withSecrets(
  spec: ServerSpec,
  secretOf: SecretOf | undefined,
): Promise<ServerSpec> {
  if (spec.transport === "stdio") {
    return { ...spec, env: await resolveAll(spec.env, "environment variable", secretOf) };
  }
  if (spec.transport !== "http") return spec;
  const headers = await resolveAll(spec.headers, "header", secretOf);
  const clientSecret = spec.oauth?.clientSecret;
  if (clientSecret === undefined) return { ...spec, headers };
  const resolved = await resolve(clientSecret, "oauth.clientSecret", secretOf);
  return { ...spec, headers, oauth: { ...spec.oauth, clientSecret: resolved } };
}

async function resolveAll(
  values: Readonly<Record<string, string>>,
  what: string,
  secretOf: SecretOf | undefined,
): Promise<Record<string, string>> {
  const entries = Object.entries(values).map(async ([name, value]) => [
    name,
    await resolve(value, `${what} ${name}`, secretOf),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

async function resolve(
  value: string,
  what: string,
  secretOf: SecretOf | undefined,
): Promise<string> {
  if (!value.startsWith(scheme)) return value;
  const name = value.slice(scheme.length);
  const secret = await secretOf?.(name);
  if (secret !== undefined) return secret;
  throw new Error(
    `its ${what} needs the secret ${JSON.stringify(name)}, and there is none of that name; set it: glassbox secrets set ${name}`,
  );
}

import { isObject } from "../../kernel/json.ts";
import type { JsonObject, JsonValue } from "../../kernel/json.ts";
import type { SelfDescription } from "./connection.ts";
import type { LeftOut } from "./event.ts";
import type { ServerSpec } from "./spec.ts";

/** Shorter values are words of every sentence. */
const shortest = 6;
const telling = /key|token|secret|pass|pwd|credential|auth|cookie|bearer|signature|private/i;

/** A value that nobody is to read, and what stands in its place. */
export type Unsaid = readonly (readonly [value: string, instead: string])[];

/**
 * The secrets that a server was given: what its configuration names as one (`secret://`), and what is one by the name
 * under which it stands openly. Longest first: one may be the beginning of another.
 */
export function unsaidOf(configured: ServerSpec, resolved: ServerSpec): Unsaid {
  const before = valuesOf(configured);
  const found = Object.entries(valuesOf(resolved)).flatMap(([name, value]) => {
    if (!before[name]?.startsWith("secret://") && !telling.test(name)) return [];
    // Of `Bearer abc` the last word is the secret.
    const secret = value.slice(value.lastIndexOf(" ") + 1);
    return secret.length < shortest ? [] : [[secret, `[secret: ${name}]`] as const];
  });
  return found.toSorted(([left], [right]) => right.length - left.length);
}

function valuesOf(spec: ServerSpec): Readonly<Record<string, string>> {
  if (spec.transport === "stdio") return spec.env;
  if (spec.transport !== "http") return {};
  const clientSecret = spec.oauth?.clientSecret;
  return { ...spec.headers, ...(clientSecret !== undefined && { clientSecret }) };
}

export interface Said {
  readonly manifest: SelfDescription;
  /** Tools whose name the server has given before. */
  readonly again: readonly LeftOut[];
}

/**
 * What a server says of itself as it is kept, pinned and shown: without its secrets, and of two things of one name the
 * first. Hashes are of this.
 */
export function heard(sent: SelfDescription, unsaid: Unsaid): Said {
  const manifest = unsaid.length === 0 ? sent : (without(sent as never, unsaid) as never);
  const said: SelfDescription = manifest;
  const [tools, again] = firsts(said.tools, "name");
  return {
    manifest: {
      ...said,
      tools,
      prompts: firsts(said.prompts, "name")[0],
      resources: firsts(said.resources, "uri")[0],
      resourceTemplates: firsts(said.resourceTemplates, "uriTemplate")[0],
    },
    again: again.map((name) => ({ name, reason: "The server sends a second tool of this name." })),
  };
}

function firsts(entries: readonly JsonObject[], by: string): [JsonObject[], string[]] {
  const names = new Set<string>();
  const again: string[] = [];
  const kept = entries.filter((entry) => {
    const name = entry[by];
    if (typeof name !== "string") return true;
    const isFirst = !names.has(name);
    if (isFirst) names.add(name);
    else again.push(name);
    return isFirst;
  });
  return [kept, again];
}

function without(value: JsonValue, unsaid: Unsaid): JsonValue {
  if (typeof value === "string") return clean(value, unsaid);
  if (Array.isArray(value)) return value.map((member) => without(member, unsaid));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [clean(name, unsaid), without(member, unsaid)]),
  );
}

function clean(text: string, unsaid: Unsaid): string {
  let left = text;
  for (const [value, instead] of unsaid) {
    if (left.includes(value)) left = left.replaceAll(value, () => instead);
  }
  return left;
}

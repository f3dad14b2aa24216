import {
  canonicalize,
  isObject,
  type JsonObject,
  type JsonValue,
  sha256,
} from "../../kernel/json.ts";
import type { Manifest } from "../../mcp/hub/manifest.ts";
import type { Kind } from "./events.ts";

/** One thing that a server says of itself. */
export interface Definition {
  readonly kind: Kind;
  /** Of a resource its address, of instructions "". */
  readonly name: string;
  /** SHA-256 over the canonical JSON of what was sent: the hash of a `ToolDefinition` of the hub. */
  readonly hash: string;
  readonly body: JsonValue;
}

const known = new WeakMap<Manifest, readonly Definition[]>();

/** All that a manifest says and a model may come to read. Of two of the same name the first counts. */
export function definitionsOf(manifest: Manifest): readonly Definition[] {
  const before = known.get(manifest);
  if (before !== undefined) return before;
  const all = [
    ...(manifest.instructions === "" ? [] : [defined("instructions", "", manifest.instructions)]),
    ...named("tool", manifest.tools, "name"),
    ...named("prompt", manifest.prompts, "name"),
    ...named("resource", manifest.resources, "uri"),
    ...named("resource", manifest.resourceTemplates, "uriTemplate"),
  ];
  const first = new Map<string, Definition>();
  for (const one of all) if (!first.has(keyOf(one))) first.set(keyOf(one), one);
  const definitions = [...first.values()];
  known.set(manifest, definitions);
  return definitions;
}

export function keyOf({ kind, name }: Pick<Definition, "kind" | "name">): string {
  return `${kind}:${name}`;
}

/** What has no name can be neither listed nor called. */
function named(kind: Kind, sent: readonly JsonObject[], by: string): Definition[] {
  return sent.flatMap((body) => {
    const name = isObject(body) ? body[by] : undefined;
    return typeof name === "string" ? [defined(kind, name, body)] : [];
  });
}

function defined(kind: Kind, name: string, body: JsonValue): Definition {
  return { kind, name, body, hash: sha256(canonicalize(body)) };
}

/** The hash of it without its name: the same for one that goes by another name. */
export function shapeOf({ body, hash }: Definition): string {
  if (!isObject(body)) return hash;
  const { name: _, title: __, ...rest } = body;
  return sha256(canonicalize(rest));
}

import { canonicalize, sha256 } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { ServerSpec } from "./spec.ts";

/** SHA-256 of what decides what a server says of itself. What a person sets for its tools changes none of that. */
export function specHash(spec: ServerSpec): string {
  // Functions and what is not set fall out.
  const said = JSON.parse(JSON.stringify(identityOf(spec))) as JsonObject;
  return sha256(canonicalize(said));
}

function identityOf(spec: ServerSpec): object {
  if (spec.transport === "stdio") {
    const { name, transport, rooted, command, args, env, cwd, protocol } = spec;
    return { name, transport, rooted, command, args, env, cwd, protocol };
  }
  if (spec.transport === "http") {
    const { name, transport, url, headers, oauth, protocol } = spec;
    return { name, transport, url, headers, oauth, protocol };
  }
  // One of ours, with all that it is made with.
  return spec;
}

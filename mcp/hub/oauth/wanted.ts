import { computeScopeUnion, extractWWWAuthenticateParams } from "@modelcontextprotocol/client";
import type { StoredOAuthTokens } from "@modelcontextprotocol/client";
import type { Refusal } from "../http/authorizer.ts";

/** What a server asks for before it serves. */
export interface Wanted {
  readonly scope?: string;
  /** Where it says who gives that (RFC 9728). */
  readonly metadata?: URL;
  /** A new token of the same rights would not do. */
  readonly isWider: boolean;
}

export function readWanted(
  { status, challenge }: Pick<Refusal, "status" | "challenge">,
  tokens: StoredOAuthTokens | undefined,
): Wanted {
  const headers = { "WWW-Authenticate": challenge };
  const { scope, resourceMetadataUrl } = extractWWWAuthenticateParams(
    new Response(null, { status, headers }),
  );
  const isWider = status === 403;
  // What was agreed to before is kept.
  const all = isWider ? computeScopeUnion(tokens?.scope, scope) : scope;
  return {
    isWider,
    ...(all !== undefined && { scope: all }),
    ...(resourceMetadataUrl && { metadata: resourceMetadataUrl }),
  };
}

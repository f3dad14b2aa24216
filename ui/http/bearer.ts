import type { TokenEntry } from "./token-file.ts";
import type { Tokens } from "./tokens.ts";
import { type Refusal, refusal } from "./refusal.ts";

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** Whose token a request brings, or why it is sent away. */
export function bearer(
  headers: Headers,
  tokens: Tokens,
  tokenPath: string,
): { readonly entry: TokenEntry } | { readonly refusal: Refusal } {
  const given = headers.get("authorization");
  const token = BEARER.exec(given ?? "")?.[1];
  const entry = token === undefined ? null : tokens.find(token);
  if (entry) return { entry };
  const hint = `send "Authorization: Bearer TOKEN"; ${tokenPath} holds one, glassbox tokens add makes another`;
  const message =
    given === null
      ? "this needs a token"
      : "this token is not one of this home, or no token at all";
  const challenge = `Bearer realm="glassbox"${given === null ? "" : ', error="invalid_token"'}`;
  return {
    refusal: {
      ...refusal(401, "denied", message, hint),
      headers: { "www-authenticate": challenge },
    },
  };
}

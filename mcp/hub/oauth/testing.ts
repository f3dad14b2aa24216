import { createHash } from "node:crypto";
import { eventStream, oddRemote, remote, result } from "../http/testing.ts";
import type { Remote } from "../http/testing.ts";
import type { OAuthStore } from "./store.ts";

export interface Grant {
  readonly type: string;
  readonly form: URLSearchParams;
  readonly authorization: string | null;
}

export interface GuardedRemote extends Remote {
  readonly origin: string;
  /** What was asked of the token endpoint. */
  readonly grants: readonly Grant[];
  readonly registered: readonly { readonly redirect_uris: readonly string[] }[];
  /** The pages that a person was sent to. */
  readonly pages: readonly URL[];
  /** No access token that was given so far counts any more. */
  expire(): void;
  /** No refresh token either. */
  revoke(): void;
  /** What the next calls need. */
  scope: string;
  /** What the person answers. */
  answer: "yes" | "no" | "other issuer";
  /** What the authorization server says it serves. */
  grantTypes: string[];
}

interface Token {
  readonly scope: string;
  isGood: boolean;
}

/** A server that wants to know who asks, and the authorization server that says so, at one address. */
export function guardedRemote(): GuardedRemote {
  const access = new Map<string, Token>();
  const refresh = new Map<string, Token>();
  const codes = new Map<string, URLSearchParams>();
  const grants: Grant[] = [];
  const pages: URL[] = [];
  const registered: { redirect_uris: string[] }[] = [];
  const odd = oddRemote((id) => result(id, { content: [{ type: "text", text: "in" }] }));

  function tokens(scope: string, isPerson: boolean): Response {
    const token = crypto.randomUUID();
    access.set(token, { scope, isGood: true });
    const answer = { access_token: token, token_type: "Bearer", scope, expires_in: 3600 };
    if (!isPerson) return Response.json(answer);
    const refresh_token = crypto.randomUUID();
    refresh.set(refresh_token, { scope, isGood: true });
    return Response.json({ ...answer, refresh_token });
  }

  async function grant(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const type = form.get("grant_type") ?? "";
    grants.push({ type, form, authorization: request.headers.get("authorization") });
    const refused = Response.json({ error: "invalid_grant" }, { status: 400 });
    if (form.get("resource") !== guarded.url) return refused;
    if (type === "client_credentials") return tokens(form.get("scope") ?? "", false);
    if (type === "refresh_token") {
      const known = refresh.get(form.get("refresh_token") ?? "");
      if (known?.isGood !== true) return refused;
      // Each of them counts once: who shows it again is taken for a thief.
      known.isGood = false;
      return tokens(known.scope, true);
    }
    const page = codes.get(form.get("code") ?? "");
    const verifier = form.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    if (page?.get("code_challenge") !== challenge) return refused;
    if (page.get("redirect_uri") !== form.get("redirect_uri")) return refused;
    return tokens(page.get("scope") ?? "", true);
  }

  function authorize(page: URL): Response {
    pages.push(page);
    const back = new URL(page.searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("state", page.searchParams.get("state") ?? "");
    back.searchParams.set(
      "iss",
      guarded.answer === "other issuer" ? "https://evil.example" : guarded.origin,
    );
    if (guarded.answer === "no") back.searchParams.set("error", "access_denied");
    if (guarded.answer !== "no") {
      const code = crypto.randomUUID();
      codes.set(code, page.searchParams);
      back.searchParams.set("code", code);
    }
    return Response.redirect(back.href, 302);
  }

  function challenge(status: number, more: string): Response {
    const metadata = `resource_metadata="${guarded.origin}/.well-known/oauth-protected-resource/mcp"`;
    return new Response(null, {
      status,
      headers: { "WWW-Authenticate": `Bearer ${more}, ${metadata}` },
    });
  }

  const server = remote(async (request, { http }) => {
    const url = new URL(request.url);
    const { origin } = guarded;
    switch (url.pathname) {
      case "/.well-known/oauth-protected-resource/mcp":
        return Response.json({ resource: guarded.url, authorization_servers: [origin] });
      case "/.well-known/oauth-authorization-server":
        return Response.json({
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          registration_endpoint: `${origin}/register`,
          response_types_supported: ["code"],
          grant_types_supported: guarded.grantTypes,
          code_challenge_methods_supported: ["S256"],
          authorization_response_iss_parameter_supported: true,
        });
      case "/register": {
        const client = (await request.json()) as { redirect_uris: string[] };
        registered.push(client);
        return Response.json({ ...client, client_id: `c${registered.length}` }, { status: 201 });
      }
      case "/authorize":
        return authorize(url);
      case "/token":
        return grant(request);
      case "/mcp": {
        const shown = request.headers.get("authorization")?.replace("Bearer ", "") ?? "";
        const token = access.get(shown);
        if (token?.isGood !== true) return challenge(401, 'scope="tools"');
        const has = new Set(token.scope.split(" "));
        const isMissing = guarded.scope.split(" ").some((each) => !has.has(each));
        if (isMissing) {
          return challenge(403, `error="insufficient_scope", scope="${guarded.scope}"`);
        }
        return http === "GET" ? eventStream(() => {}) : fetch(odd.url, request);
      }
    }
    return new Response(null, { status: 404 });
  });
  const guarded: GuardedRemote = {
    ...server,
    origin: new URL(server.url).origin,
    grants,
    registered,
    pages,
    scope: "tools",
    answer: "yes",
    grantTypes: ["authorization_code", "refresh_token"],
    expire: () => access.forEach((token) => void (token.isGood = false)),
    revoke: () => refresh.forEach((token) => void (token.isGood = false)),
    async close() {
      await server.close();
      await odd.close();
    },
  };
  return guarded;
}

export interface OpenStore extends OAuthStore {
  readonly values: Map<string, string>;
}

export function openStore(): OpenStore {
  const values = new Map<string, string>();
  return {
    values,
    get: async (name) => values.get(name),
    set: async (name, value) => void values.set(name, value),
    remove: async (name) => values.delete(name),
  };
}

/** A person with a browser, who goes wherever the pages point. */
export async function visit(url: string): Promise<Response> {
  return fetch(url);
}

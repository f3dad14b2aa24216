import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
} from "@modelcontextprotocol/client";
import type { HttpSpec } from "../spec.ts";
import type { Account } from "./account.ts";

/** The next thing to do is to ask a person. */
export class NeedsPerson extends Error {}

const clientName = "Glassbox";

/** The client that a person has registered by hand. It is bound to the first authorization server that it is used at. */
export async function configuredClient(
  { oauth }: HttpSpec,
  account: Account,
  server?: string,
): Promise<StoredOAuthClientInformation | undefined> {
  if (oauth?.clientId === undefined || isDocument(oauth.clientId)) return undefined;
  const { clientId: client_id, clientSecret: client_secret } = oauth;
  const bound = (await account.client())?.issuer;
  const issuer = bound ?? server;
  if (bound === undefined && issuer !== undefined) {
    await account.change({ client: { client_id, issuer } });
  }
  return {
    client_id,
    ...(client_secret !== undefined && { client_secret }),
    ...(issuer !== undefined && { issuer }),
  };
}

/** A client whose name is the address of its description (OAuth Client ID Metadata Document). */
export function isDocument(clientId: string): boolean {
  if (!URL.canParse(clientId)) return false;
  const { protocol, pathname } = new URL(clientId);
  return protocol === "https:" && pathname !== "/";
}

function common(spec: HttpSpec, account: Account, redirect: string | undefined) {
  const scope = spec.oauth?.scopes?.join(" ");
  return {
    clientMetadata: {
      client_name: clientName,
      redirect_uris: redirect === undefined ? [] : [redirect],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      ...(scope !== undefined && { scope }),
    },
    tokens: () => account.tokens(),
    async saveTokens(tokens) {
      await account.change({ tokens: { ...tokens } });
    },
    async invalidateCredentials(what) {
      if (what === "client" || what === "all") await account.change({ client: undefined });
      if (what === "tokens" || what === "all") await account.change({ tokens: undefined });
    },
  } satisfies Partial<OAuthClientProvider>;
}

function needsPerson(): never {
  throw new NeedsPerson();
}

/** Renews what there is. It has nowhere to save a client, so that none is registered behind a person's back. */
export async function refreshProvider(
  spec: HttpSpec,
  account: Account,
): Promise<OAuthClientProvider> {
  const redirect = (await account.redirect()) ?? "http://127.0.0.1/callback";
  return {
    ...common(spec, account, redirect),
    redirectUrl: redirect,
    clientInformation: async (at) =>
      (await configuredClient(spec, account, at?.issuer)) ??
      (await account.client()) ??
      needsPerson(),
    state: needsPerson,
    redirectToAuthorization: needsPerson,
    saveCodeVerifier: needsPerson,
    codeVerifier: needsPerson,
  };
}

/** A client with a secret of its own, where the authorization server says that it serves such (RFC 6749 §4.4). */
export function machineProvider(spec: HttpSpec, account: Account): OAuthClientProvider {
  return {
    ...common(spec, account, undefined),
    clientMetadata: {
      client_name: clientName,
      redirect_uris: [],
      grant_types: ["client_credentials"],
      ...(spec.oauth?.scopes && { scope: spec.oauth.scopes.join(" ") }),
    },
    redirectUrl: undefined,
    clientInformation: (at) => configuredClient(spec, account, at?.issuer),
    saveDiscoveryState({ authorizationServerMetadata: server }: OAuthDiscoveryState) {
      if (!server?.grant_types_supported?.includes("client_credentials")) needsPerson();
    },
    discoveryState: () => undefined,
    prepareTokenRequest: (scope) =>
      new URLSearchParams({ grant_type: "client_credentials", ...(scope && { scope }) }),
    redirectToAuthorization: needsPerson,
    saveCodeVerifier: needsPerson,
    codeVerifier: needsPerson,
  };
}

export interface ConsentParts {
  readonly redirect: string;
  readonly state: string;
  /** The one that registered itself, unless it was registered to be sent back elsewhere. */
  readonly client: StoredOAuthClientInformation | undefined;
  found(url: URL): void;
}

/** Takes a person along. Its discovery and its verifier live as long as one login. */
export function consentProvider(
  spec: HttpSpec,
  account: Account,
  { redirect, state, client, found }: ConsentParts,
): OAuthClientProvider {
  let current = client;
  let discovery: OAuthDiscoveryState | undefined;
  let verifier = "";
  const clientId = spec.oauth?.clientId;
  const isByHand = clientId !== undefined && !isDocument(clientId);
  return {
    ...common(spec, account, redirect),
    ...(clientId !== undefined && !isByHand && { clientMetadataUrl: clientId }),
    redirectUrl: redirect,
    state: () => state,
    clientInformation: async (at) => (await configuredClient(spec, account, at?.issuer)) ?? current,
    ...(!isByHand && {
      async saveClientInformation(next: StoredOAuthClientInformation) {
        current = next;
        await account.change({ client: { ...next }, redirect });
      },
    }),
    saveDiscoveryState(next) {
      discovery = next;
    },
    discoveryState: () => discovery,
    saveCodeVerifier(next) {
      verifier = next;
    },
    codeVerifier: () => verifier,
    redirectToAuthorization: found,
  };
}

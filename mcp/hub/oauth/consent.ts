import {
  auth,
  AuthorizationServerMismatchError,
  discoverOAuthProtectedResourceMetadata,
  OAuthError,
  RegistrationRejectedError,
  UnauthorizedError,
} from "@modelcontextprotocol/client";
import { messageOf } from "../explain.ts";
import { endpointFetch } from "../http/endpoint-fetch.ts";
import type { HttpSpec } from "../spec.ts";
import { unlessAborted } from "../waiting.ts";
import type { Account } from "./account.ts";
import { discoveryFetch } from "./discovery-fetch.ts";
import { openLoopback } from "./loopback.ts";
import type { Loopback } from "./loopback.ts";
import { consentProvider, isDocument } from "./provider.ts";
import type { LoginOptions } from "./server-authorizer.ts";
import { readWanted } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";

/** Of a client that was registered by hand, which has to know the address beforehand. */
const registeredPort = 28417;
/** As long as a person may take. */
const patienceMs = 10 * 60_000;

/** Takes a person to the server's authorization server and back, and keeps what they were given. */
export async function consent(
  spec: HttpSpec,
  account: Account,
  before: Wanted | undefined,
  { open, port, signal: given }: LoginOptions,
): Promise<void> {
  const signal = AbortSignal.any([given, AbortSignal.timeout(patienceMs)]);
  const fetchFn = discoveryFetch(spec.url, signal);
  const wanted = before ?? (await askServer(spec, signal, fetchFn));
  const state = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  const loopback = await listen(spec, account, state, port);
  try {
    const { redirect } = loopback;
    const isRegistered = (await account.redirect()) === redirect;
    const client = isRegistered ? await account.client() : undefined;
    const page = Promise.withResolvers<URL>();
    const provider = consentProvider(spec, account, {
      redirect,
      state,
      client,
      found: page.resolve,
    });
    const options = {
      serverUrl: spec.url,
      fetchFn,
      ...(wanted.scope !== undefined && { scope: wanted.scope }),
      ...(wanted.metadata && { resourceMetadataUrl: wanted.metadata }),
    };
    await auth(provider, { ...options, forceReauthorization: true });
    await open((await page.promise).href);
    const answer = await unlessAborted(signal, loopback.answer);
    const { code, iss } = readCallback(answer);
    await auth(provider, { ...options, authorizationCode: code, ...(iss !== null && { iss }) });
  } catch (error) {
    throw new Error(explain(spec, error, signal, loopback.redirect), { cause: error });
  } finally {
    await loopback.close();
  }
}

/** What the server says to somebody whom it does not know. */
async function askServer(
  spec: HttpSpec,
  signal: AbortSignal,
  fetchFn: typeof fetch,
): Promise<Wanted> {
  const method = "server/discover";
  const response = await endpointFetch(new URL(spec.url), {
    method: "POST",
    headers: {
      Accept: "application/json, text/event-stream",
      "Content-Type": "application/json",
      "Mcp-Method": method,
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} }),
    signal,
  });
  await response.body?.cancel();
  const challenge = response.headers.get("www-authenticate") ?? "";
  if (response.status === 401) return readWanted({ status: 401, challenge }, undefined);
  try {
    await discoverOAuthProtectedResourceMetadata(spec.url, {}, fetchFn);
  } catch (error) {
    const words = `The server "${spec.name}" does not ask for a login. Use it as it is: glassbox mcp check ${spec.name}`;
    throw new Error(words, { cause: error });
  }
  return { isWider: false };
}

/** The address that the client was registered with, while nobody else listens there. */
async function listen(
  spec: HttpSpec,
  account: Account,
  state: string,
  port: number | undefined,
): Promise<Loopback> {
  const before = await account.redirect();
  const clientId = spec.oauth?.clientId;
  const isByHand = clientId !== undefined && !isDocument(clientId);
  const wish = port ?? (isByHand ? registeredPort : Number(before && new URL(before).port));
  try {
    return openLoopback(state, wish || 0);
  } catch (error) {
    if (port === undefined && !isByHand) return openLoopback(state, 0);
    const mend = `Choose another port that its client may be sent back to: glassbox mcp login ${spec.name} --port N`;
    throw new Error(`Port ${wish} of 127.0.0.1 is taken. ${mend}`, { cause: error });
  }
}

function readCallback(answer: URLSearchParams): { code: string; iss: string | null } {
  const code = answer.get("code");
  if (code !== null) return { code, iss: answer.get("iss") };
  const why = answer.get("error") ?? "no reason given";
  throw new UnauthorizedError(`the authorization server sent no code: ${why.slice(0, 100)}.`);
}

function explain(spec: HttpSpec, error: unknown, signal: AbortSignal, redirect: string): string {
  const start = `The login at "${spec.name}" has failed: `;
  if (signal.aborted) return `${start}${messageOf(signal.reason)}`;
  if (
    error instanceof RegistrationRejectedError ||
    /dynamic client registration/.test(messageOf(error))
  ) {
    return `${start}its authorization server lets no client register itself. Register one by hand with the address ${redirect.replace(/:\d+\//, `:${registeredPort}/`)} and give its name as servers.${spec.name}.oauth.clientId.`;
  }
  if (error instanceof AuthorizationServerMismatchError) {
    return `${start}its authorization server is another one than before. If that is right, remove the server and add it again. (${error.message})`;
  }
  if (error instanceof OAuthError) return `${start}${error.code}: ${error.message}`;
  return `${start}${messageOf(error)}`;
}

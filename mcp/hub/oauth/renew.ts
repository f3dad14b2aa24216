import { auth } from "@modelcontextprotocol/client";
import type { HttpSpec } from "../spec.ts";
import type { Account } from "./account.ts";
import { discoveryFetch } from "./discovery-fetch.ts";
import { machineProvider, NeedsPerson, refreshProvider } from "./provider.ts";
import type { Wanted } from "./wanted.ts";

const withinMs = 30_000;

/** Gets a new token without a person, where that can be. False: only a person can. */
export async function renew(spec: HttpSpec, account: Account, wanted: Wanted): Promise<boolean> {
  const { url: serverUrl, oauth } = spec;
  const options = {
    serverUrl,
    fetchFn: discoveryFetch(spec.url, AbortSignal.timeout(withinMs)),
    ...(wanted.scope !== undefined && { scope: wanted.scope }),
    ...(wanted.metadata && { resourceMetadataUrl: wanted.metadata }),
  };
  const tokens = await account.tokens();
  try {
    if (tokens?.refresh_token !== undefined && !wanted.isWider) {
      const provider = await refreshProvider(spec, account);
      return (await auth(provider, options)) === "AUTHORIZED";
    }
    if (oauth?.clientId === undefined || oauth.clientSecret === undefined) return false;
    return (await auth(machineProvider(spec, account), options)) === "AUTHORIZED";
  } catch (error) {
    if (error instanceof NeedsPerson) return false;
    throw error;
  }
}

import type { Authorizer } from "../http/authorizer.ts";
import type { HttpSpec } from "../spec.ts";
import { Account } from "./account.ts";
import { ServerAuthorizer } from "./server-authorizer.ts";
import type { LoginOptions } from "./server-authorizer.ts";
import { memoryStore } from "./store.ts";
import type { OAuthStore } from "./store.ts";

export type { LoginOptions } from "./server-authorizer.ts";

/** Who we are to all remote servers. */
export interface Authorizers {
  of(spec: HttpSpec): Authorizer;
  /** Lets a person agree, in a browser, that we act for them at this server. Rejects with a sentence. */
  login(spec: HttpSpec, options: LoginOptions): Promise<void>;
  /** Drops what a server that is no longer configured had given us. */
  forget(name: string): Promise<void>;
}

export function createAuthorizers(store: OAuthStore = memoryStore()): Authorizers {
  const known = new Map<string, { readonly key: string; readonly authorizer: ServerAuthorizer }>();

  /** One for all instances of a server, so that a token is renewed once. */
  function of(spec: HttpSpec): ServerAuthorizer {
    const key = JSON.stringify([spec.url, spec.oauth, "authorization" in lowerCase(spec.headers)]);
    const before = known.get(spec.name);
    if (before?.key === key) return before.authorizer;
    const authorizer = new ServerAuthorizer(spec, new Account(spec, store));
    known.set(spec.name, { key, authorizer });
    return authorizer;
  }

  return {
    of,
    login: (spec, options) => of(spec).login(options),
    async forget(name) {
      known.delete(name);
      await store.remove(`oauth-${name}`);
    },
  };
}

function lowerCase(headers: HttpSpec["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

import type { StoredOAuthClientInformation, StoredOAuthTokens } from "@modelcontextprotocol/client";
import { z } from "zod";
import type { HttpSpec } from "../spec.ts";
import type { OAuthStore } from "./store.ts";

const stored = z.object({
  /** The address that the tokens are for: at another one they are never shown. */
  url: z.string(),
  client: z.looseObject({ client_id: z.string(), issuer: z.string().optional() }).optional(),
  /** Where the client was registered to be sent back to. */
  redirect: z.string().optional(),
  tokens: z
    .looseObject({
      access_token: z.string(),
      token_type: z.string(),
      refresh_token: z.string().optional(),
      scope: z.string().optional(),
      issuer: z.string().optional(),
    })
    .optional(),
});

type Stored = z.output<typeof stored>;

/** Who we are to one server: the client that was registered there, and the tokens it was given. */
export class Account {
  readonly #name: string;
  readonly #url: string;
  /** Of the configuration; what was given to another client counts for nothing. */
  readonly #clientId: string | undefined;
  readonly #store: OAuthStore;
  #known: Promise<Stored> | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor({ name, url, oauth }: HttpSpec, store: OAuthStore) {
    this.#name = `oauth-${name}`;
    this.#url = new URL(url).href;
    this.#clientId = oauth?.clientId;
    this.#store = store;
  }

  async client(): Promise<StoredOAuthClientInformation | undefined> {
    return (await this.#read()).client;
  }

  async redirect(): Promise<string | undefined> {
    return (await this.#read()).redirect;
  }

  async tokens(): Promise<StoredOAuthTokens | undefined> {
    return (await this.#read()).tokens;
  }

  /** One after the other, so that none undoes another. */
  change(change: Partial<Omit<Stored, "url">>): Promise<void> {
    const changed = this.#changing.then(() => this.#change(change));
    this.#changing = changed.catch(() => {});
    return changed;
  }

  async #change(change: Partial<Omit<Stored, "url">>): Promise<void> {
    const next = { ...(await this.#read()), ...change };
    this.#known = Promise.resolve(next);
    await this.#store.set(this.#name, JSON.stringify(next));
  }

  #read(): Promise<Stored> {
    this.#known ??= this.#load().catch((error: unknown) => {
      // A store that is locked now may be open later.
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #load(): Promise<Stored> {
    const fresh = { url: this.#url };
    const text = await this.#store.get(this.#name);
    const known = text === undefined ? undefined : stored.safeParse(parse(text)).data;
    if (known === undefined || known.url !== this.#url) return fresh;
    const isOther = this.#clientId !== undefined && known.client?.client_id !== this.#clientId;
    // A client with an address for a name may stand for one that registered itself.
    return isOther && !this.#clientId?.startsWith("https:") ? fresh : known;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { redact } from "../redact.ts";
import type { Authorizer } from "./authorizer.ts";
import { endpointFetch } from "./endpoint-fetch.ts";

/** How often one request may be sent again because its rights were not enough: renewed, then widened. */
const maxRenewals = 2;

export interface EndpointOptions {
  readonly url: string;
  /** Of the configuration, with secrets resolved. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorizer: Authorizer;
}

/** The one address of a server. Every request carries what the configuration says and who we are. */
export class Endpoint {
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #authorizer: Authorizer;
  /** What nobody else may read, by the name that stands for it. */
  readonly #secrets: Record<string, string> = {};

  constructor({ url, headers, authorizer }: EndpointOptions) {
    this.#url = new URL(url);
    this.#headers = headers;
    this.#authorizer = authorizer;
    for (const [name, value] of Object.entries(headers)) this.#hide(name, value);
  }

  /** A text of the server without what we have shown to it. */
  clean(text: string): string {
    return redact(text, this.#secrets);
  }

  /** Of `Bearer VALUE` the scheme may be left out where it is repeated. */
  #hide(name: string, value: string): void {
    this.#secrets[name] = /^[\w-]+ (\S+)$/.exec(value)?.[1] ?? value;
  }

  /** Any status but those that a new token changes. */
  async send(
    method: "GET" | "POST" | "DELETE",
    own: Readonly<Record<string, string>>,
    body: string | null,
    signal: AbortSignal,
  ): Promise<Response> {
    for (let renewals = 0; ; renewals += 1) {
      const used = await this.#authorizer.header();
      if (used !== undefined) this.#hide("token", used);
      const headers = new Headers(this.#headers);
      if (used !== undefined && !headers.has("authorization")) headers.set("authorization", used);
      for (const [name, value] of Object.entries(own)) headers.set(name, value);
      const response = await endpointFetch(this.#url, { method, headers, body, signal });
      const challenge = response.headers.get("www-authenticate") ?? "";
      const wantsRights =
        response.status === 401 || (response.status === 403 && isAboutScope(challenge));
      if (!wantsRights || renewals === maxRenewals) return response;
      await response.body?.cancel();
      const status = response.status === 401 ? 401 : 403;
      await this.#authorizer.refused({ status, challenge, used }, signal);
    }
  }
}

function isAboutScope(challenge: string): boolean {
  return /\binsufficient_scope\b/.test(challenge);
}

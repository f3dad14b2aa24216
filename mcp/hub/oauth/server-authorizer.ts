import { messageOf } from "../explain.ts";
import type { Authorizer, Refusal } from "../http/authorizer.ts";
import { Unsent } from "../http/unsent.ts";
import type { HttpSpec } from "../spec.ts";
import { unlessAborted } from "../waiting.ts";
import type { Account } from "./account.ts";
import { NeedsLogin } from "./needs-login.ts";
import type { Wanted } from "./wanted.ts";

export interface LoginOptions {
  /** Shows a person the address at which to agree. */
  open(url: string): void | Promise<void>;
  /** Of 127.0.0.1, where the browser is sent back to; absent: the one before, else any. */
  readonly port?: number;
  readonly signal: AbortSignal;
}

/** Keeps us known to one server: shows its token, renews it, and says when a person is needed. */
export class ServerAuthorizer implements Authorizer {
  readonly #spec: HttpSpec;
  readonly #account: Account;
  /** What the server has asked for and a person has not given yet. */
  #wanted: Wanted | undefined;
  #renewal: Promise<void> | undefined;
  #login: AbortController | undefined;

  constructor(spec: HttpSpec, account: Account) {
    this.#spec = spec;
    this.#account = account;
  }

  async header(): Promise<string | undefined> {
    const tokens = await this.#account.tokens();
    return tokens && `Bearer ${tokens.access_token}`;
  }

  async refused(refusal: Refusal, signal: AbortSignal): Promise<void> {
    const { name, headers } = this.#spec;
    if (Object.keys(headers).some((each) => each.toLowerCase() === "authorization")) {
      throw new Unsent(
        `it refuses the Authorization that its configuration gives (HTTP ${refusal.status}). Renew the secret: glassbox secrets set NAME`,
      );
    }
    // Somebody else has renewed it meanwhile.
    if ((await this.header()) !== refusal.used) return;
    this.#renewal ??= this.#renew(refusal)
      .catch((error: unknown) => {
        if (error instanceof Unsent) throw error;
        throw new NeedsLogin(
          `it wants you to log in again: ${messageOf(error)} Do it with: glassbox mcp login ${name}`,
          { cause: error },
        );
      })
      .finally(() => {
        this.#renewal = undefined;
      });
    await unlessAborted(signal, this.#renewal);
  }

  async #renew(refusal: Refusal): Promise<void> {
    const { readWanted } = await import("./wanted.ts");
    const { renew } = await import("./renew.ts");
    const wanted = readWanted(refusal, await this.#account.tokens());
    this.#wanted = wanted;
    if (await renew(this.#spec, this.#account, wanted)) {
      this.#wanted = undefined;
      return;
    }
    const mend = `glassbox mcp login ${this.#spec.name}`;
    const words =
      refusal.status === 403 ? "it wants more rights from you" : "it wants you to log in";
    const scope = wanted.scope === undefined ? "" : ` (${wanted.scope})`;
    throw new NeedsLogin(`${words}${refusal.status === 403 ? scope : ""}: ${mend}`);
  }

  /** A second login takes the place of the first. */
  async login(options: LoginOptions): Promise<void> {
    this.#login?.abort(new Error("another login has begun."));
    const login = new AbortController();
    this.#login = login;
    const signal = AbortSignal.any([options.signal, login.signal]);
    const { consent } = await import("./consent.ts");
    await consent(this.#spec, this.#account, this.#wanted, { ...options, signal });
    this.#wanted = undefined;
  }
}

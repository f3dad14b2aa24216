import { KernelError } from "../../../kernel/error.ts";

const MINUTE = 60_000;

/** How often one client calls: a bucket that holds a minute's calls and fills evenly. */
export class Rates {
  readonly #now: () => number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Throws `unavailable` for a call that comes too early. */
  take(client: string, perMinute: number | null): void {
    if (perMinute === null) return;
    const now = this.#now();
    const known = this.#buckets.get(client) ?? { left: perMinute, at: now };
    const filled = known.left + ((now - known.at) / MINUTE) * perMinute;
    const left = Math.min(perMinute, filled) - 1;
    if (left >= 0) {
      // Those that have not called for longest stand first.
      this.#buckets.delete(client);
      this.#buckets.set(client, { left, at: now });
      this.#forgetFull(now);
      return;
    }
    const seconds = Math.ceil(((-left / perMinute) * MINUTE) / 1000);
    throw new KernelError("unavailable", `this client may call ${perMinute} times a minute`, {
      hint: `try again in ${seconds} s; a person can change it: glassbox config set mcp.callsPerMinute N`,
    });
  }

  /** A client that has not called for a minute has a full bucket, which is as good as none. */
  #forgetFull(now: number): void {
    for (const [client, { at }] of this.#buckets) {
      if (now - at < MINUTE) return;
      this.#buckets.delete(client);
    }
  }
}

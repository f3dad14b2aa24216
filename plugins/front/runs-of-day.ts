import { millisecondsOf, type LedgerEvent } from "../../kernel/event.ts";
import type { KernelParts } from "../../kernel/host.ts";
import { clientKeyIn } from "../../mcp/front/house/client-actor.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Which runs each client has begun since midnight UTC. The ledger is asked for each event once. */
export class RunsOfDay {
  readonly #kernel: () => Pick<KernelParts, "ledger">;
  #midnight = -1;
  #row = 0;
  #runs = new Map<string, string[]>();

  constructor(kernel: () => Pick<KernelParts, "ledger">) {
    this.#kernel = kernel;
  }

  /** Ids of runs that no other run has begun. */
  of(client: string, now: number): readonly string[] {
    const midnight = now - (now % DAY);
    if (midnight === this.#midnight) this.#takeIn({ afterRow: this.#row });
    else {
      this.#midnight = midnight;
      this.#runs = new Map();
      this.#takeIn({ newestFirst: true });
    }
    return this.#runs.get(client) ?? [];
  }

  #takeIn(range: { readonly afterRow?: number; readonly newestFirst?: boolean }): void {
    const { ledger } = this.#kernel();
    const own = `/${ledger.tenant}/${ledger.origin}`;
    const last = ledger.lastRow();
    for (const event of ledger.query({ ...range, types: ["run.started"] })) {
      // What other devices have sent stands among ours, with the time that it had there.
      if (event.source !== own) continue;
      // The time of our own events only grows.
      if (millisecondsOf(event.hlc) < this.#midnight) break;
      if (event.row <= last) this.#note(event);
    }
    this.#row = last;
  }

  /** Its envelope says who began it, also when its payload was erased. */
  #note({ actor, branch }: LedgerEvent): void {
    const client = clientKeyIn(actor);
    if (client === null) return;
    const known = this.#runs.get(client) ?? [];
    this.#runs.set(client, [...known, branch]);
  }
}

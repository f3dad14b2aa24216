import type { Host } from "../../kernel/host.ts";
import type { JsonObject } from "../../kernel/json.ts";

/** Writes events of the wire on the tenant's stream. */
export async function note(host: Host, ...events: readonly [string, object][]): Promise<void> {
  if (events.length === 0) return;
  const { ledger } = host.kernel();
  const subject = `tenant/${ledger.tenant}`;
  const stream = { subject, branch: `${subject}@${ledger.origin}`, actor: "kernel" };
  await ledger.append(
    events.map(([type, data]) => ({ ...stream, type, data: data as JsonObject })),
  );
}

import { Database } from "bun:sqlite";
import { join } from "node:path";

import {
  EventTypes,
  type Ledger,
  type LedgerOptions,
  openLedger,
} from "../../kernel/ledger/index.ts";
import { defineEventType, kernelEventTypes } from "../../kernel/vocabulary.ts";
import { RESTORED } from "./event-types.ts";
import type { Manifest, TenantState } from "./manifest.ts";

export type WriterParts = Pick<LedgerOptions, "clock" | "ids" | "publicKey">;

/**
 * Makes the ledgers of a staged home ready to be written. A chain can only go on with its key; without it a new one
 * begins, and the old one stays as it is and verifies. Answers with the new writer identities.
 */
export async function openRestored(
  staged: string,
  { created, tenants }: Manifest,
  parts: WriterParts,
): Promise<string[]> {
  const origins: string[] = [];
  for (const tenant of tenants) {
    const dir = join(staged, "tenants", tenant.name);
    if (!tenant.hasKey) changeWriter(join(dir, "ledger.db"), parts.ids.short());
    const types = new EventTypes([...kernelEventTypes(), defineEventType(RESTORED)]);
    const ledger = await openLedger({ ...parts, dir, tenant: tenant.name, types });
    try {
      await noteRestored(ledger, tenant, created, await parts.publicKey(dir));
      if (!tenant.hasKey) origins.push(ledger.origin);
    } finally {
      await ledger.close();
    }
  }
  return origins;
}

function changeWriter(path: string, origin: string): void {
  const db = new Database(path);
  try {
    db.query("update writer set origin = ?").run(origin);
  } finally {
    db.close();
  }
}

async function noteRestored(
  ledger: Ledger,
  { origin: old, head, hasKey }: TenantState,
  created: string,
  publicKey: string,
): Promise<void> {
  const { tenant, origin } = ledger;
  const subject = `tenant/${tenant}`;
  const stream = { subject, branch: `${subject}@${origin}`, actor: "kernel" };
  const opened = { ...stream, type: "origin.opened", data: { origin, publicKey } };
  const restored = { ...stream, type: RESTORED.type, data: { created, origin: old, head } };
  await ledger.append([...(hasKey ? [] : [opened]), restored]);
}

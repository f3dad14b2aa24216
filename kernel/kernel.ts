import { KernelError, messageOf } from "./error.ts";
import { type KernelParts, loadPlugin, type PluginSource, type PluginStatus } from "./host.ts";
import type { JsonObject } from "./json.ts";
import { type Ledger, type LedgerOptions, openLedger } from "./ledger/index.ts";
import { Registry } from "./registry.ts";
import type { Services } from "./run/context.ts";
import { Runs } from "./run/runs.ts";

export interface KernelOptions
  extends
    Pick<Services, "clock" | "ids" | "callTimeout" | "limits">,
    Pick<LedgerOptions, "publicKey"> {
  readonly home: string;
  readonly tenant: string;
  /** Folder of the tenant inside the home. */
  readonly tenantDir: string;
  readonly version: string;
  readonly plugins: readonly PluginSource[];
  readonly config: () => JsonObject;
  /** Opens the ledger, where it is more than a file, or none. */
  readonly ledger?: (options: LedgerOptions) => Promise<Ledger>;
}

/** Called once everything is up and before anybody is served; what it answers is called before the kernel leaves. */
export type Boot = () => Promise<Leave | void>;
type Leave = () => Promise<unknown>;

export interface Kernel extends KernelParts {
  /** Writes down that it leaves, ends its runs where they can be resumed, and closes the ledger. */
  close(reason: string): Promise<void>;
}

/** Boots plugins, opens the ledger and offers the verbs. Callers hold the home's lock. */
export async function createKernel(options: KernelOptions): Promise<Kernel> {
  const registry = new Registry();
  let parts: KernelParts | null = null;
  const kernel = () => {
    if (parts) return parts;
    throw new KernelError("internal", "the kernel is not up yet: use kernel() inside handlers");
  };
  const plugins: PluginStatus[] = [];
  for (const source of options.plugins)
    plugins.push(await loadPlugin(source, { registry, ...options, kernel }));

  const { tenant, tenantDir: dir, clock, ids, callTimeout, limits, publicKey } = options;
  const open = options.ledger ?? openLedger;
  const ledger = await open({ dir, tenant, types: registry.types, clock, ids, publicKey });
  const stream = { subject: `tenant/${tenant}`, branch: `tenant/${tenant}@${ledger.origin}` };
  const note = (type: string, data: JsonObject) => ({ ...stream, type, actor: "kernel", data });
  const failed = (plugin: string, reason: string) => note("plugin.failed", { plugin, reason });
  await ledger.append([
    note("kernel.started", { epoch: ledger.epoch, version: options.version, pid: process.pid }),
    ...plugins.flatMap(({ name, failure }) => (failure === "" ? [] : [failed(name, failure)])),
  ]);
  const { performers, reflexes, extensions, types, verbs } = registry;
  const own = { performers, reflexes, extensions, ledger, clock, ids, callTimeout, limits };
  const provided = <T>(kind: string) => registry.provided<T>(kind);
  const runs = new Runs(registry.withPorts({ ...own, provided }));
  parts = { ledger, runs, verbs, types, plugins };
  const leave: Leave[] = [];
  for (const [name, boot] of registry.provided<Boot>("boot"))
    await boot().then(
      (last) => last && leave.push(last),
      (error: unknown) => ledger.append([failed(name, messageOf(error))]),
    );
  return {
    ...parts,
    async close(reason) {
      runs.close();
      try {
        for (const last of leave) await last();
        await ledger.append([note("kernel.stopped", { reason })]);
      } catch (error) {
        // A ledger that cannot be written (a full disk) must not keep the kernel from leaving.
        console.error(`glassbox: ${messageOf(error)}`);
      }
      await ledger.close();
    },
  };
}

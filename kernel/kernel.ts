import { KernelError, messageOf } from "./error.ts";
import { type KernelParts, loadPlugin, type PluginSource, type PluginStatus } from "./host.ts";
import type { JsonObject } from "./json.ts";
import { openLedger } from "./ledger/index.ts";
import { Registry } from "./registry.ts";
import type { Services } from "./run/context.ts";
import { Runs } from "./run/runs.ts";

export interface KernelOptions extends Pick<Services, "clock" | "ids" | "callTimeout" | "limits"> {
  readonly home: string;
  readonly tenant: string;
  /** Folder of the tenant inside the home. */
  readonly tenantDir: string;
  readonly version: string;
  readonly plugins: readonly PluginSource[];
  readonly config: () => JsonObject;
}

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

  const { tenant, tenantDir: dir, clock, ids, callTimeout, limits } = options;
  const ledger = await openLedger({ dir, tenant, types: registry.types, clock, ids });
  const stream = { subject: `tenant/${tenant}`, branch: `tenant/${tenant}@${ledger.origin}` };
  const note = (type: string, data: JsonObject) => ({ ...stream, type, actor: "kernel", data });
  const failures = plugins.filter(({ failure }) => failure !== "");
  await ledger.append([
    note("kernel.started", { epoch: ledger.epoch, version: options.version, pid: process.pid }),
    ...failures.map(({ name, failure }) =>
      note("plugin.failed", { plugin: name, reason: failure }),
    ),
  ]);
  const { performers, reflexes, extensions, types, verbs } = registry;
  const own = { performers, reflexes, extensions, ledger, clock, ids, callTimeout, limits };
  const provided = <T>(kind: string) => registry.provided<T>(kind);
  const runs = new Runs(registry.withPorts({ ...own, provided }));
  parts = { ledger, runs, verbs, types, plugins };
  return {
    ...parts,
    async close(reason) {
      runs.close();
      try {
        await ledger.append([note("kernel.stopped", { reason })]);
      } catch (error) {
        // A ledger that cannot be written (a full disk) must not keep the kernel from leaving.
        console.error(`glassbox: ${messageOf(error)}`);
      }
      await ledger.close();
    },
  };
}

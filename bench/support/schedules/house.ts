import { loadPlugin, type KernelParts } from "../../../kernel/host.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Workspace } from "../../../kernel/ports/workspace.ts";
import { Registry } from "../../../kernel/registry.ts";
import { Runs } from "../../../kernel/run/runs.ts";
import { plugin as lifecycle } from "../../../plugins/lifecycle/index.ts";
import { plugin as plans } from "../../../plugins/plans/index.ts";
import { plugin as runVerbs } from "../../../plugins/runs/index.ts";
import { plugin as steps } from "../../../plugins/steps/index.ts";
import { plugin as validator } from "../../../plugins/validator/index.ts";
import { type Store, VirtualLedger } from "./store.ts";
import type { Process, VirtualTime } from "./time.ts";
import { TOOLS, type VirtualWorld } from "./world.ts";

const CALL_TIMEOUT_MS = 1000;

/** A kernel in virtual time: the real runs, loop, reflexes and performers, over a virtual disk and a virtual world. */
export interface VirtualKernel {
  readonly process: Process;
  readonly epoch: number;
  readonly parts: KernelParts;
  /** Calls a real verb, as a person does. */
  call(verb: string, input: JsonObject): Promise<unknown>;
}

const registry = new Registry();
/** Verbs ask for it before they wait for anything. */
let current: KernelParts;
for (const plugin of [validator, plans, steps, lifecycle, runVerbs]) {
  const source = { name: plugin.manifest.name, load: async () => plugin };
  const place = { home: "", tenantDir: "", version: "0", config: () => ({}) };
  const { failure } = await loadPlugin(source, { ...place, registry, kernel: () => current });
  if (failure !== "") throw new Error(failure);
}

export const plansPort = registry.port("plans");

const workspace: Workspace = { open: (dir) => dir, capture: () => [], real: (_, path) => path };

interface Around {
  readonly time: VirtualTime;
  readonly store: Store;
  readonly world: VirtualWorld;
  latency(): number;
  onWritten(process: Process): "go on" | "die";
}

let names = 0;

export function openKernel({ time, store, world, latency, onWritten }: Around): VirtualKernel {
  const process: Process = { isAlive: true };
  const disk = { latency, onWritten: () => onWritten(process) };
  const ledger = new VirtualLedger(store, time, process, disk);
  const { epoch } = ledger;
  const { performers, reflexes, extensions, types, verbs } = registry;
  const port = ledger.asPort();
  const services = registry.withPorts({
    performers,
    reflexes,
    extensions,
    ledger: port,
    clock: time.clockOf(process),
    ids: { event: () => "", short: () => `n${++names}`, salt: () => new Uint8Array() },
    callTimeout: CALL_TIMEOUT_MS,
    limits: () => ({ deny: [], allow: [], callsPerMinute: null }),
    provided: <T>(kind: string) => registry.provided<T>(kind),
    workspace,
    tools: {
      list: async () => TOOLS,
      call: (call: Parameters<VirtualWorld["call"]>[2]) =>
        world.call(process, { epoch, row: store.events.length }, call),
    },
  });
  const runs = new Runs(services);
  const parts: KernelParts = { ledger: port, runs, verbs, types, plugins: [] };
  const signal = new AbortController().signal;
  return {
    process,
    epoch,
    parts,
    call(verb, input) {
      current = parts;
      return verbs.call(verb, input, { actor: "person", via: "terminal", signal, emit: () => {} });
    },
  };
}

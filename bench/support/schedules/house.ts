import { loadPlugin, type KernelParts, type Plugin } from "../../../kernel/host.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import type { Workspace } from "../../../kernel/ports/workspace.ts";
import { Registry } from "../../../kernel/registry.ts";
import { Runs } from "../../../kernel/run/runs.ts";
import type { Captures } from "../../../plugins/contracts/captured.ts";
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
  /** Nobody needs it any more. */
  release(): void;
}

/** What a process remembers besides its runs. Making it takes longer than a schedule does, so it is used again. */
interface Memory {
  readonly registry: Registry;
  parts: KernelParts | null;
}

const free: Memory[] = [];

async function newMemory(plugins: readonly Plugin[]): Promise<Memory> {
  const memory: Memory = { registry: new Registry(), parts: null };
  const own = { registry: memory.registry, kernel: () => memory.parts! };
  for (const plugin of plugins) {
    const source = { name: plugin.manifest.name, load: async () => plugin };
    const place = { home: "", tenantDir: "", version: "0", config: () => ({}) };
    const { failure } = await loadPlugin(source, { ...place, ...own });
    if (failure !== "") throw new Error(failure);
  }
  return memory;
}

const { ports } = (await newMemory([validator, plans])).registry;
export const plansPort = ports.plans!;

async function takeMemory(): Promise<Memory> {
  const used = free.pop();
  if (used) return used;
  const memory = await newMemory([steps, lifecycle, runVerbs]);
  Object.assign(memory.registry.ports, ports);
  return memory;
}

const workspace: Workspace = {
  open: (dir) => dir,
  capture: () => [],
  real: (_, path) => path,
  scan: async () => null,
};

/** Nothing is looked at in a world without files. */
const captures: Captures = { draft: refusing, look: async () => [] };

function refusing(): never {
  throw new Error("there are no files here");
}

interface Around {
  readonly time: VirtualTime;
  readonly store: Store;
  readonly world: VirtualWorld;
  latency(): number;
  onWritten(process: Process): "go on" | "die";
}

let names = 0;

export async function openKernel(around: Around): Promise<VirtualKernel> {
  const { time, store, world, latency, onWritten } = around;
  const memory = await takeMemory();
  const { registry } = memory;
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
    captures,
    tools: {
      list: async () => TOOLS,
      call: (call: Parameters<VirtualWorld["call"]>[2]) =>
        world.call(process, { epoch, row: store.events.length }, call),
    },
  });
  const runs = new Runs(services);
  const parts: KernelParts = { ledger: port, runs, verbs, types, plugins: [] };
  memory.parts = parts;
  const signal = new AbortController().signal;
  const person = { actor: "person", via: "terminal", signal, emit: () => {} };
  let underWay = 0;
  return {
    process,
    epoch,
    parts,
    async call(verb, input) {
      underWay += 1;
      return verbs.call(verb, input, person).finally(() => void (underWay -= 1));
    },
    release() {
      process.isAlive = false;
      // What died in the middle of something goes with all that it remembers.
      if (underWay === 0) free.push(memory);
    },
  };
}

import { z } from "zod";

import { messageOf, usage } from "./error.ts";
import type { ExtensionReducer } from "./fold/run.ts";
import type { JsonObject } from "./json.ts";
import type { EventTypes } from "./ledger/event-types.ts";
import type { Ledger } from "./ledger/port.ts";
import type { Ports } from "./ports/index.ts";
import type { Reflex } from "./reflex/reflex.ts";
import type { Registry } from "./registry.ts";
import type { Performer } from "./run/context.ts";
import type { Runs } from "./run/runs.ts";
import type { Verb, Verbs } from "./verb.ts";
import { defineEventType, type EventTypeParts } from "./vocabulary.ts";

const manifest = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string(),
  description: z.string(),
});

/** One capability: it may be absent and it may fail, and neither stops the boot. */
export interface Plugin {
  readonly manifest: z.infer<typeof manifest>;
  activate(host: Host): void | Promise<void>;
}

/** What a plugin sees of the kernel. */
export interface Host {
  readonly home: string;
  readonly tenantDir: string;
  readonly version: string;
  verb(verb: Verb): void;
  /** Types carry the plugin's name as prefix: `name.noun.verb`. A reducer gives it a slice of every run's state. */
  eventType(parts: EventTypeParts & { readonly reduce?: ExtensionReducer }): void;
  reflex(reflex: Reflex): void;
  /** Performs a command of the loop: `begin`, `watch`, `expand`, `close-fan`. */
  performer(command: string, performer: Performer): void;
  port<K extends keyof Ports>(name: K, port: Ports[K]): void;
  /** A port that another plugin brings; using one that is missing throws `unavailable`. */
  needs<K extends keyof Ports>(name: K): Ports[K];
  /** Offers something to other plugins under a common kind, such as `planner`. */
  provide(kind: string, name: string, value: unknown): void;
  provided<T>(kind: string): ReadonlyMap<string, T>;
  /** Settings of the home's configuration. */
  config(): JsonObject;
  /** The kernel's parts, there once it is up: use them inside handlers, not while activating. */
  kernel(): KernelParts;
}

export interface KernelParts {
  readonly ledger: Ledger;
  readonly runs: Runs;
  readonly verbs: Verbs;
  readonly types: EventTypes;
  readonly plugins: readonly PluginStatus[];
}

export interface PluginStatus {
  readonly name: string;
  readonly version: string;
  /** Empty when it works. */
  readonly failure: string;
}

export type PluginSource = { readonly name: string; load(): Promise<Plugin> };

interface HostParts extends Pick<Host, "home" | "tenantDir" | "version" | "config" | "kernel"> {
  readonly registry: Registry;
}

/** Loads and activates one plugin. A failure of any kind is its status, never an exception. */
export async function loadPlugin(source: PluginSource, parts: HostParts): Promise<PluginStatus> {
  try {
    const plugin = await source.load();
    const { name, version } = manifest.parse(plugin.manifest);
    await plugin.activate(hostFor(name, parts));
    return { name, version, failure: "" };
  } catch (error) {
    return { name: source.name, version: "", failure: messageOf(error) };
  }
}

function hostFor(plugin: string, { registry, ...parts }: HostParts): Host {
  return {
    ...parts,
    verb: (verb) => registry.verbs.register(verb),
    eventType({ reduce, ...type }) {
      const prefixed = type.type.startsWith(`${plugin}.`);
      if (!prefixed) throw usage(`event type ${type.type} must begin with "${plugin}."`);
      registry.types.register(defineEventType(type));
      if (reduce) registry.extensions.set(type.type, { prefix: plugin, reduce });
    },
    reflex: (reflex) => void registry.reflexes.splice(-1, 0, reflex),
    performer: (command, performer) => void registry.performers.set(command, performer),
    port: (name, port) => void (registry.ports[name] = port),
    needs: (name) => registry.port(name),
    provide: (kind, name, value) => registry.provide(kind, name, value),
    provided: (kind) => registry.provided(kind),
  };
}

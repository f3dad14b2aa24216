import { unavailable } from "./error.ts";
import type { ExtensionReducer } from "./fold/run.ts";
import { EventTypes } from "./ledger/event-types.ts";
import type { Ports } from "./ports/index.ts";
import { budgetReflex } from "./reflex/budget.ts";
import { policyReflex } from "./reflex/policy.ts";
import type { Reflex } from "./reflex/reflex.ts";
import type { Performer } from "./run/context.ts";
import { Verbs } from "./verb.ts";
import { kernelEventTypes } from "./vocabulary.ts";

/** What the kernel and its plugins have registered. */
export class Registry {
  readonly verbs = new Verbs();
  readonly types = new EventTypes(kernelEventTypes());
  /** In this order, those of plugins after the budget: a person is asked about a call that nothing else holds up. */
  readonly reflexes: Reflex[] = [budgetReflex, policyReflex];
  readonly performers = new Map<string, Performer>();
  readonly extensions = new Map<
    string,
    { readonly prefix: string; readonly reduce: ExtensionReducer }
  >();
  readonly ports: { -readonly [K in keyof Ports]?: Ports[K] } = {};
  readonly #provided = new Map<string, Map<string, unknown>>();

  provide(kind: string, name: string, value: unknown): void {
    const known = this.#provided.get(kind) ?? new Map<string, unknown>();
    this.#provided.set(kind, known.set(name, value));
  }

  provided<T>(kind: string): ReadonlyMap<string, T> {
    return (this.#provided.get(kind) ?? new Map()) as ReadonlyMap<string, T>;
  }

  /** A port whose plugin is absent boots like any other, and whoever uses it is told. */
  port<K extends keyof Ports>(name: K): Ports[K] {
    const gone = () => {
      throw unavailable(`the ${name} port is missing`, "glassbox doctor names what failed");
    };
    return this.ports[name] ?? new Proxy({} as Ports[K], { get: () => gone });
  }

  /** Adds the ports to what somebody has by itself. */
  withPorts<T extends object>(own: T): T & Ports {
    const ports = new Proxy({}, { get: (_, name) => this.port(name as keyof Ports) });
    return Object.setPrototypeOf({ ...this.ports, ...own }, ports) as T & Ports;
  }
}

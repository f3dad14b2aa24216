import type { ToolDefinition } from "../../kernel/ports/tools.ts";
import type { SelfDescription } from "./connection.ts";
import { defineTools } from "./definition.ts";
import type { Definitions } from "./definition.ts";
import type { Quarantined } from "./event.ts";
import type { Gate, Quarantine } from "./gate.ts";
import { differenceOf } from "./manifest-difference.ts";
import type { Difference } from "./manifest-difference.ts";
import type { Manifest, Manifests } from "./manifest.ts";
import { ownName } from "./offered-name.ts";
import { policyIn } from "./policy.ts";
import { specHash } from "./spec-hash.ts";
import type { ServerSpec } from "./spec.ts";

export interface KnownOptions {
  readonly manifests: Manifests | undefined;
  gate(): Gate | undefined;
  /** All that are configured: what was kept of them counts when another one is judged. */
  servers?(): Iterable<ServerSpec>;
}

const nothing: Quarantine = {
  server: "",
  tools: new Map(),
  prompts: new Map(),
  resources: new Map(),
};

interface Told {
  readonly spec: ServerSpec;
  readonly manifest: Manifest;
}

interface Offered {
  readonly quarantine: Quarantine;
  readonly tools: readonly ToolDefinition[];
}

const none: readonly ToolDefinition[] = [];

/** All that is known of servers without asking them, and what of it may be shown. */
export class Known {
  readonly #options: KnownOptions;
  readonly #told = new Map<string, Told>();
  readonly #hashes = new WeakMap<ServerSpec, string>();
  #judged = new WeakMap<Manifest, Quarantine>();
  #judge: Gate | undefined;
  readonly #defined = new WeakMap<Manifest, { spec: ServerSpec; definitions: Definitions }>();

  readonly #offered = new WeakMap<Definitions, Offered>();

  constructor(options: KnownOptions) {
    this.#options = options;
  }

  get(spec: ServerSpec, root: string): Manifest | undefined {
    const key = keyOf(spec, root);
    const hash = this.#hashOf(spec);
    const told = this.#told.get(key);
    if (told?.manifest.spec === hash) return told.manifest;
    const kept = isKept(spec) ? this.#options.manifests?.get(spec.name) : undefined;
    if (kept?.spec !== hash) return undefined;
    this.#told.set(key, { spec, manifest: kept });
    return kept;
  }

  /** Takes in what a server has just said. Null: nothing was known of it; undefined: it said the same before. */
  learn(spec: ServerSpec, root: string, said: SelfDescription): Difference | null | undefined {
    const before = this.get(spec, root);
    const manifest = this.manifestOf(spec, said);
    this.#told.set(keyOf(spec, root), { spec, manifest });
    if (isKept(spec)) this.#options.manifests?.put(manifest);
    return before === undefined ? null : differenceOf(before, manifest);
  }

  manifestOf(spec: ServerSpec, said: SelfDescription): Manifest {
    const about = { server: spec.name, spec: this.#hashOf(spec), at: new Date().toISOString() };
    return { ...said, ...about };
  }

  /** A server that is no longer configured. */
  forget(name: string): void {
    for (const [key, { spec }] of this.#told) if (spec.name === name) this.#told.delete(key);
    this.#options.manifests?.remove(name);
  }

  /** Judges all of them anew on their next use. */
  judgeAgain(): void {
    this.#judged = new WeakMap();
  }

  /** What must not be shown of a server. Our own are not judged; what they say is code of ours. */
  quarantine(spec: ServerSpec, manifest: Manifest): Quarantine {
    const gate = isKept(spec) ? this.#options.gate() : undefined;
    if (gate === undefined) return nothing;
    if (gate !== this.#judge) {
      this.#judge = gate;
      this.judgeAgain();
    }
    const judged = this.#judged.get(manifest);
    if (judged !== undefined) return judged;
    const quarantine = gate.judge(manifest, this.#others(spec));
    this.#judged.set(manifest, quarantine);
    return quarantine;
  }

  /** What the other servers say, also those that nobody has used since this process began. */
  #others(spec: ServerSpec): readonly Manifest[] {
    const heard = new Set([...this.#told.values()].map((told) => told.spec.name));
    for (const each of this.#options.servers?.() ?? []) {
      if (isKept(each) && !heard.has(each.name)) this.get(each, "");
    }
    return [...this.#told.values()]
      .filter((told) => told.spec.name !== spec.name)
      .map((told) => told.manifest);
  }

  /** The manifest without what nobody is to see; undefined: nothing of it is. */
  shown(spec: ServerSpec, manifest: Manifest): Manifest | undefined {
    const quarantine = this.quarantine(spec, manifest);
    if (quarantine.server !== "") return undefined;
    const isShown = (tool: unknown) =>
      !quarantine.tools.has(String(tool)) && policyIn(spec, String(tool)) !== "deny";
    return {
      ...manifest,
      tools: manifest.tools.filter((tool) => isShown(tool["name"])),
      prompts: manifest.prompts.filter((one) => !quarantine.prompts.has(String(one["name"]))),
      resources: manifest.resources.filter((one) => !quarantine.resources.has(String(one["uri"]))),
      resourceTemplates: manifest.resourceTemplates.filter(
        (one) => !quarantine.resources.has(String(one["uriTemplate"])),
      ),
    };
  }

  definitions(spec: ServerSpec, manifest: Manifest): Definitions {
    const defined = this.#defined.get(manifest);
    if (defined?.spec === spec) return defined.definitions;
    const definitions = defineTools(spec, manifest.tools);
    this.#defined.set(manifest, { spec, definitions });
    return definitions;
  }

  /** The tools of a server that a run or a client is offered; the same list as long as nothing has changed. */
  offered(spec: ServerSpec, manifest: Manifest): readonly ToolDefinition[] {
    const quarantine = this.quarantine(spec, manifest);
    if (quarantine.server !== "") return none;
    const definitions = this.definitions(spec, manifest);
    // What is judged and configured goes by the server's own names.
    const isShown = (name: string) =>
      !quarantine.tools.has(name) && policyIn(spec, name) !== "deny";
    const known = this.#offered.get(definitions);
    if (known?.quarantine === quarantine) return known.tools;
    const tools = definitions.tools.filter(({ name }) =>
      isShown(ownName(spec.name, manifest.tools, name)),
    );
    this.#offered.set(definitions, { quarantine, tools });
    return tools;
  }

  /** The same for people. */
  quarantined(spec: ServerSpec, manifest: Manifest): readonly Quarantined[] {
    const { server, tools, prompts, resources } = this.quarantine(spec, manifest);
    if (server !== "") return [{ kind: "server", name: spec.name, reason: server }];
    return [
      ...entries("tool", tools),
      ...entries("prompt", prompts),
      ...entries("resource", resources),
    ];
  }

  #hashOf(spec: ServerSpec): string {
    const known = this.#hashes.get(spec);
    if (known !== undefined) return known;
    const hash = specHash(spec);
    this.#hashes.set(spec, hash);
    return hash;
  }
}

function entries(kind: Quarantined["kind"], of: ReadonlyMap<string, string>): Quarantined[] {
  return [...of].map(([name, reason]) => ({ kind, name, reason }));
}

function keyOf(spec: ServerSpec, root: string): string {
  return JSON.stringify([spec.name, root]);
}

/** Ours change with the program and start with it; one for each directory may say something else in each. */
function isKept(spec: ServerSpec): boolean {
  return spec.transport === "stdio" || spec.transport === "http";
}

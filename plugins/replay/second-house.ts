import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Host, Plugin, PluginSource } from "../../kernel/host.ts";
import { sha256 } from "../../kernel/json.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import type { LedgerOptions, Ledger } from "../../kernel/ledger/index.ts";
import type { Clock } from "../../kernel/ports/clock.ts";
import type { Ids } from "../../kernel/ports/ids.ts";
import type { Tools } from "../../kernel/ports/tools.ts";
import type { Workspace } from "../../kernel/ports/workspace.ts";
import type { Captures } from "../contracts/captured.ts";
import type { Contents } from "../contracts/contents.ts";
import type { Driver, Proposal } from "../contracts/driver.ts";
import type { Lifecycle } from "../contracts/lifecycle.ts";
import type { Models } from "../contracts/models.ts";
import type { Gate } from "./gate.ts";
import { PROGRAM, recordedProgram } from "./recorded-programs.ts";

/** Plugins that make nothing of a run, or would reach the world: the second house does without. */
const ABSENT =
  /^(?:hub|servers|models|model-.+|replay|travel|export|archive|backup|proof|memory|front|trust)$/;

/** What others may offer to be called at a start, which is none. */
const NOT_PROVIDED = new Set(["boot", "eraser"]);

interface Parts {
  readonly host: Host;
  readonly plugins: readonly PluginSource[];
  /** Stands in for the tenant's folder. */
  readonly scratch: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly ports: {
    readonly tools: Tools;
    readonly models: Models;
    readonly workspace: Workspace;
    readonly captures: Captures;
  };
  /** The plan that somebody gave along with the goal of the first run; null: none was given. */
  readonly given: Proposal | null;
  readonly gate: Pick<Gate, "coming">;
  readonly ledger: (options: LedgerOptions) => Ledger;
}

export interface SecondHouse {
  readonly kernel: Kernel;
  readonly lifecycle: Lifecycle;
}

/** A second kernel in this process, with the same plugins and none of the world. */
export async function openSecondHouse(parts: Parts): Promise<SecondHouse> {
  const { host, plugins, scratch, clock, ids, ports, given, gate, ledger } = parts;
  const { callTimeout, limits } = host.kernel().runs.services;
  let lifecycle: Lifecycle | undefined;
  const last = sourceOf((second) => {
    for (const name of ["tools", "models", "workspace", "captures"] as const)
      second.port(name, ports[name]);
    const known = second.provided<Driver>("driver").get("plan");
    if (known && given) second.provide("driver", "plan", { ...known, first: async () => given });
    const program = second.provided<Driver>("driver").get(PROGRAM);
    if (program) second.provide("driver", PROGRAM, recordedProgram(program, gate));
    const kept = host.provided<Contents>("contents").get("workspace");
    if (kept) second.provide("contents", "workspace", readOnly(kept));
    lifecycle = second.provided<Lifecycle>("lifecycle").get("runs");
  });
  const present = plugins.filter(({ name }) => !ABSENT.test(name)).map(quiet);
  const kernel = await createKernel({
    home: host.home,
    tenant: host.kernel().ledger.tenant,
    tenantDir: scratch,
    version: host.version,
    plugins: [...present, last],
    config: () => host.config(),
    clock,
    ids,
    publicKey: async () => "",
    callTimeout,
    limits,
    ledger: async (options) => ledger(options),
  });
  return { kernel, lifecycle: lifecycle! };
}

/**
 * A folder that looks like the tenant's to whoever reads there; what is written there is gone with it. `embeds`: vectors
 * will be looked up.
 */
export function openScratch(
  tenantDir: string,
  embeds: "embeds" | "embeds nothing",
): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "glassbox-replay-"));
  mkdirSync(join(path, "empty"));
  const [skills, vectors] = [join(tenantDir, "skills"), join(tenantDir, "index")];
  if (existsSync(skills)) symlinkSync(skills, join(path, "skills"));
  if (embeds === "embeds" && existsSync(vectors))
    cpSync(vectors, join(path, "index"), { recursive: true });
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the plan of a program names is what was kept when it was made; nothing new is kept. */
function readOnly(kept: Contents): Contents {
  return {
    of: (root) => kept.of(root),
    get: (hash) => kept.get(hash),
    put: (_, bytes) => sha256(bytes),
    isReleased: (hash) => kept.isReleased(hash),
  };
}

function sourceOf(activate: Plugin["activate"]): PluginSource {
  const name = "replay-ports";
  const manifest = { name, version: "1.0.0", description: "What was recorded, as ports" };
  return { name, load: async () => ({ manifest, activate }) };
}

function quiet({ name, load }: PluginSource): PluginSource {
  return {
    name,
    async load() {
      const plugin = await load();
      return {
        manifest: plugin.manifest,
        activate: (host) =>
          plugin.activate({
            ...host,
            provide: (kind, one, value) => {
              if (!NOT_PROVIDED.has(kind)) host.provide(kind, one, value);
            },
          }),
      };
    },
  };
}

import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { createKernel, type Kernel } from "../../kernel/kernel.ts";
import { isObject, type JsonObject } from "../../kernel/json.ts";
import type { VerbCall } from "../../kernel/verb.ts";
import { createHub, type Hub, type ServerSpec } from "../../mcp/hub/index.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { plugin } from "../../plugins/servers/index.ts";

/** A kernel with the real hub and the plugin of servers, and nothing else; its configuration is a value. */
export interface ServersKernel {
  readonly kernel: Kernel;
  readonly hub: Hub;
  /** A folder of its own. */
  readonly dir: string;
  config: JsonObject;
  /** Servers that no configuration names. */
  own: readonly ServerSpec[];
  verb(name: string, input: JsonObject, over?: Partial<VerbCall>): Promise<JsonObject>;
  /** A call of the server `tool`. */
  ask(name: string): ReturnType<Hub["call"]>;
  /** What the plugin wrote. */
  events(): LedgerEvent[];
  close(): Promise<void>;
}

export async function openServersKernel(): Promise<ServersKernel> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-servers-")));
  const servers = () => [...opened.own, ...configuredIn(opened.config)];
  const hub = createHub({ servers, listWaitMs: 30_000, onEvent: () => undefined });
  const kernel = await createKernel({
    home: dir,
    tenant: "default",
    tenantDir: dir,
    version: "1",
    config: () => opened.config,
    clock: systemClock,
    ids: randomIds,
    publicKey: originPublicKey,
    callTimeout: 60_000,
    limits: () => ({ deny: [], allow: [], callsPerMinute: null }),
    plugins: [
      {
        name: "parts",
        load: async () => ({
          manifest: { name: "parts", version: "1", description: "" },
          activate(host) {
            host.port("tools", hub);
            host.provide("hub", "hub", hub);
            const update = (change: (written: JsonObject) => JsonObject) =>
              void (opened.config = change(opened.config));
            host.provide("config", "store", { read: () => opened.config, update });
          },
        }),
      },
      { name: "servers", load: async () => plugin },
    ],
  });
  const opened: ServersKernel = {
    kernel,
    hub,
    dir,
    config: {},
    own: [],
    async verb(name, input, over = {}) {
      const { signal } = new AbortController();
      const call = { actor: "person", via: "test", signal, emit() {}, ...over };
      return (await kernel.verbs.call(name, input, call)) as JsonObject;
    },
    ask(name) {
      const { signal } = new AbortController();
      return hub.call({ server: "tool", name, args: {}, dir, meta: {}, signal });
    },
    events: () =>
      [...kernel.ledger.query({ afterRow: 0 })].filter(({ type }) => type.startsWith("servers.")),
    async close() {
      await hub.close();
      await kernel.close("test");
      rmSync(dir, { recursive: true });
    },
  };
  return opened;
}

/** What a verb refused, and how. */
export async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}

function configuredIn(config: JsonObject): ServerSpec[] {
  const servers = isObject(config["servers"]) ? config["servers"] : {};
  return Object.entries(servers).map(([name, said]) => {
    const given = said as JsonObject;
    const transport = "url" in given ? "http" : "stdio";
    const about = { name, transport, rooted: false, trusted: false };
    return { args: [], env: {}, headers: {}, ...given, ...about } as unknown as ServerSpec;
  });
}

// The composition root: reads the configuration, wires the ports, hands over to the terminal.
import { join } from "node:path";

import type { Host, PluginSource } from "./kernel/host.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { Gate, ServerSpec } from "./mcp/hub/index.ts";
import type { WireRecorder } from "./mcp/wire/recorder.ts";
import type { Asked } from "./plugins/contracts/asked.ts";
import type { LookAtWalls } from "./plugins/contracts/examination.ts";
import type { OpenPackages } from "./plugins/contracts/packages.ts";
import type { Secrets } from "./plugins/contracts/secrets.ts";
import type { Config } from "./plugins/house/config-schema.ts";
import { isOutbox } from "./tools/outbox/is-outbox.ts";
import { KERNEL_FLAG } from "./ui/socket/boot.ts";
import { homeFolder, homePaths, TENANT } from "./ui/socket/home.ts";
import type { OpenKernel } from "./ui/socket/server.ts";
import { VERSION } from "./ui/socket/version.ts";

/** Loaded when the kernel boots; one that is absent or broken is a missing capability and nothing else. */
const PLUGINS: readonly PluginSource[] = [
  { name: "house", load: async () => (await import("./plugins/house/index.ts")).plugin },
  { name: "validator", load: async () => (await import("./plugins/validator/index.ts")).plugin },
  { name: "workspace", load: async () => (await import("./plugins/workspace/index.ts")).plugin },
  { name: "models", load: async () => (await import("./plugins/models/index.ts")).plugin },
  {
    name: "model-ollama",
    load: async () => (await import("./plugins/model-ollama/index.ts")).plugin,
  },
  {
    name: "model-cloud",
    load: async () => (await import("./plugins/model-cloud/index.ts")).plugin,
  },
  { name: "plans", load: async () => (await import("./plugins/plans/index.ts")).plugin },
  { name: "steps", load: async () => (await import("./plugins/steps/index.ts")).plugin },
  { name: "retrieval", load: async () => (await import("./plugins/retrieval/index.ts")).plugin },
  { name: "reflector", load: async () => (await import("./plugins/reflector/index.ts")).plugin },
  { name: "planner", load: async () => (await import("./plugins/planner/index.ts")).plugin },
  { name: "skills", load: async () => (await import("./plugins/skills/index.ts")).plugin },
  { name: "secrets", load: async () => (await import("./plugins/secrets/index.ts")).plugin },
  { name: "wire", load: async () => (await import("./plugins/wire/index.ts")).plugin },
  { name: "servers", load: async () => (await import("./plugins/servers/index.ts")).plugin },
  { name: "trust", load: async () => (await import("./plugins/trust/index.ts")).plugin },
  { name: "decision", load: async () => (await import("./plugins/decision/index.ts")).plugin },
  { name: "lifecycle", load: async () => (await import("./plugins/lifecycle/index.ts")).plugin },
  { name: "time", load: async () => (await import("./plugins/time/index.ts")).plugin },
  { name: "runs", load: async () => (await import("./plugins/runs/index.ts")).plugin },
  { name: "proof", load: async () => (await import("./plugins/proof/index.ts")).plugin },
  { name: "python", load: async () => (await import("./plugins/python/index.ts")).plugin },
  { name: "travel", load: async () => (await import("./plugins/travel/index.ts")).plugin },
  { name: "export", load: async () => (await import("./plugins/export/index.ts")).plugin },
  { name: "archive", load: async () => (await import("./plugins/archive/index.ts")).plugin },
  { name: "backup", load: async () => (await import("./plugins/backup/index.ts")).plugin },
  { name: "front", load: async () => (await import("./plugins/front/index.ts")).plugin },
];

/** For tests at a terminal: only where a home names a file of answers. */
const SCRIPTED: PluginSource = {
  name: "model-scripted",
  load: async () => (await import("./plugins/model-scripted/index.ts")).plugin,
};

/** Composes the kernel of a home. Whoever calls this holds the home's lock: `connect` and the kernel process do. */
export const openKernel: OpenKernel = async ({ home }) => {
  const [
    { createKernel },
    { createHub, createManifestFiles },
    { latelyRead, openConfig, projectConfigs },
    { limitsOf, narrowTools },
    { systemClock },
    { randomIds },
    { withoutSecrets },
  ] = await Promise.all([
    import("./kernel/kernel.ts"),
    import("./mcp/hub/index.ts"),
    import("./plugins/house/config-file.ts"),
    import("./plugins/house/narrow.ts"),
    import("./plugins/house/clock.ts"),
    import("./plugins/house/ids.ts"),
    import("./plugins/secrets/guarded-tools.ts"),
  ]);
  const store = openConfig(home);
  // A broken configuration ends the boot before anything is opened or written.
  const { run, models } = store.read();
  const config = latelyRead(store);
  const servers = () => serversOf(config(), join(home, "python"));
  // What the hub may use of plugins is there once they are loaded; without one it goes without.
  let host: Host | undefined;
  const secrets = () => host?.provided<Secrets>("secrets").get("home");
  const hub = createHub({
    servers,
    manifests: createManifestFiles(join(homePaths(home).tenantDir, "manifests")),
    gate: () => host?.provided<Gate>("gate").get("trust"),
    recorder: () => host?.provided<WireRecorder>("wire").get("recorder"),
    secret: async (name) => secrets()?.get(name),
    oauth: {
      get: async (name) => secrets()?.get(name),
      set: async (name, value) => secrets()?.set(name, value),
      remove: async (name) => (await secrets()?.remove(name)) ?? false,
    },
    async asked(server, method, params, signal) {
      const asked = host?.provided<Asked>("asked").get(server);
      if (!asked) throw new Error(`nothing here answers what ${server} asks`);
      return asked.answer(method, params, signal);
    },
    onEvent(event) {
      if (event.type === "server.failed")
        console.error(`glassbox: server ${event.server}: ${event.detail.reason}`);
    },
  });
  const projectOf = projectConfigs();
  const limits = (dir: string) => limitsOf(config(), projectOf(dir));
  const tools: PluginSource = {
    name: "hub",
    load: async () => ({
      manifest: { name: "hub", version: VERSION, description: "Tools of MCP servers" },
      activate(given) {
        host = given;
        const redact = (text: string) => secrets()?.redact(text) ?? text;
        given.port("tools", withoutSecrets(narrowTools(hub, limits), redact));
        given.provide("hub", "hub", hub);
        given.provide("packages", "python", openPackages(join(home, "python"), config));
        const walls: LookAtWalls = async () =>
          (await import("./tools/python/walls/index.ts")).lookAtWalls();
        given.provide("walls", "python", walls);
      },
    }),
  };
  // Last, for it notes what the others bring.
  const replay: PluginSource = {
    name: "replay",
    load: async () =>
      (await import("./plugins/replay/index.ts")).replayPlugin({
        plugins: () => PLUGINS,
        servers,
      }),
  };
  const kernel: Kernel = await createKernel({
    home,
    tenant: TENANT,
    tenantDir: homePaths(home).tenantDir,
    version: VERSION,
    plugins: [tools, ...PLUGINS, ...(models.scripted ? [SCRIPTED] : []), replay],
    config,
    clock: systemClock,
    ids: randomIds,
    // Only a new ledger needs a key, and node:crypto would stay in an idle kernel's memory.
    publicKey: async (dir) => (await import("./plugins/house/origin-key.ts")).originPublicKey(dir),
    ledger: async (options) =>
      (await import("./plugins/archive/with-archive.ts")).openArchivedLedger(options),
    callTimeout: run.callTimeoutSeconds * 1000,
    limits,
  });
  return {
    ...kernel,
    async close(reason) {
      // Runs first, so that no call of theirs fails because its server goes.
      kernel.runs.close();
      try {
        await hub.close();
      } finally {
        await kernel.close(reason);
      }
    },
  };
};

const specsOf = new WeakMap<Config, readonly ServerSpec[]>();

/** The same for the same configuration: the hub sees at once that nothing has changed. */
function serversOf(config: Config, store: string): readonly ServerSpec[] {
  const known = specsOf.get(config) ?? makeSpecs(config, store);
  specsOf.set(config, known);
  return known;
}

/** What this program can do by itself, and what the home's configuration adds. Nothing is loaded before its use. */
function makeSpecs(config: Config, store: string): ServerSpec[] {
  const { tools, servers, python } = config;
  const { web, shell } = tools;
  const own = { transport: "in-process", trusted: true } as const;
  // `settings` makes a change of the configuration a change of the server: the hub then starts it anew.
  const fetching = {
    ...own,
    name: "web",
    rooted: false,
    settings: web,
    create: async () => (await import("./tools/web/index.ts")).createServer(web),
  };
  const programs = {
    ...own,
    name: "python",
    rooted: false,
    settings: python,
    serves: ["dev.glassbox/tools", "dev.glassbox/files"],
    async create() {
      const [{ createServer }, { pythonOptions }] = await Promise.all([
        import("./tools/python/index.ts"),
        import("./plugins/house/python-options.ts"),
      ]);
      return createServer({ ...pythonOptions(python), store });
    },
  };
  const command: ServerSpec = {
    ...own,
    name: "shell",
    rooted: true,
    create: async (root) =>
      (await import("./tools/shell/index.ts")).createServer({ root, enabled: true }),
  };
  return [
    {
      ...own,
      name: "files",
      rooted: true,
      create: async (root) => (await import("./tools/files/index.ts")).createServer({ root }),
    },
    {
      ...own,
      name: "data",
      rooted: false,
      create: async () => (await import("./tools/data/index.ts")).createServer(),
    },
    {
      ...own,
      name: "outbox",
      rooted: true,
      offered: isOutbox,
      create: async (root) => (await import("./tools/outbox/index.ts")).createServer({ root }),
    },
    fetching,
    ...(python.enabled ? [programs] : []),
    ...(shell.enabled ? [command] : []),
    ...Object.entries(servers).map(([name, server]) => specOf(name, server)),
  ];
}

/** The store that programs have their packages from; nothing of it is loaded before its use. */
function openPackages(store: string, config: () => Config): OpenPackages {
  return async (from) => {
    const { createPackages, DEFAULT_IMAGE } = await import("./tools/python/wheels/index.ts");
    const { index } = config().python;
    const packages = createPackages({ store, ...(index && { index }), ...(from && { from }) });
    return { packages, standard: DEFAULT_IMAGE };
  };
}

/** A server that a person added; of what is not set nothing stands in its spec. */
function specOf(name: string, server: Config["servers"][string]): ServerSpec {
  const transport = "url" in server ? "http" : "stdio";
  const given = Object.entries(server).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    name,
    transport,
    rooted: false,
    trusted: false,
  } as unknown as ServerSpec;
}

/** Runs the program with its arguments and answers with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args[0] === KERNEL_FLAG) {
    (await import("./plugins/house/one-locale.ts")).loadOneLocale();
    const { runKernelProcess } = await import("./ui/socket/kernel-process.ts");
    return runKernelProcess(homeFolder(), openKernel, args.slice(1));
  }
  if (args[0] === "mcp" && args[1] === "serve") {
    const { servePlainly } = await import("./ui/cli/serve-stdio.ts");
    if (await servePlainly(args.slice(2))) return 0;
  }
  const { runCli } = await import("./ui/cli/index.ts");
  return runCli(args, openKernel);
}

if (import.meta.main) process.exit(await main(process.argv.slice(2)));

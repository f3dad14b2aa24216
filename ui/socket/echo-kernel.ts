// A kernel process for tests, with a front that echoes: `bun echo-kernel.ts --kernel`.
import type { JsonObject } from "../../kernel/json.ts";
import { createKernel } from "../../kernel/kernel.ts";
import type { Front } from "../../mcp/front/index.ts";
import { systemClock } from "../../plugins/house/clock.ts";
import { randomIds } from "../../plugins/house/ids.ts";
import { originPublicKey } from "../../plugins/house/origin-key.ts";
import { echoFront } from "./echo-front.ts";
import { homeFolder, homePaths, TENANT } from "./home.ts";
import { runKernelProcess } from "./kernel-process.ts";
import type { OpenKernel } from "./server.ts";
import { VERSION } from "./version.ts";

/** A kernel that has nothing but this front. */
export function kernelWith(front: Front | null): OpenKernel {
  const manifest = { name: "front", version: VERSION, description: "Echoes" };
  const plugin = {
    manifest,
    activate: (host: { provide(kind: string, name: string, value: unknown): void }) =>
      front ? host.provide("front", "mcp", front) : undefined,
  };
  return ({ home }) =>
    createKernel({
      home,
      tenant: TENANT,
      tenantDir: homePaths(home).tenantDir,
      version: VERSION,
      plugins: [{ name: "front", load: async () => plugin }],
      config: (): JsonObject => ({}),
      clock: systemClock,
      ids: randomIds,
      publicKey: async (dir) => originPublicKey(dir),
      callTimeout: 60_000,
      limits: () => ({ deny: [], allow: [], callsPerMinute: null }),
    });
}

if (import.meta.main)
  process.exit(
    await runKernelProcess(homeFolder(), kernelWith(echoFront()), process.argv.slice(2)),
  );

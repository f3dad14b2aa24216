// What it costs to stand between clients and servers, with every message recorded: a call through us over HTTP and over standard
// input and output, against the same call without us and through two peers, all ways in turn; what very many tools cost; how long
// one bad server keeps the others.
import { join } from "node:path";

import { partialFailure } from "./mcp/failure.ts";
import { startKernelHome, writeConfig } from "./mcp/kernel-home.ts";
import { killRounds } from "./mcp/kill-rounds.ts";
import { laps, ratio } from "./mcp/laps.ts";
import { costOfMany, listing, surface } from "./mcp/scale.ts";
import { directHttp, directStdio, hubHttp, hubStdio, peerWays, relayedStdio } from "./mcp/ways.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const ECHO = join(import.meta.dir, "mcp/echo-server.ts");

await runBench("mcp", ({ quick }) =>
  withTempFolder((folder) => measure(folder, quick)).catch((error: unknown) => {
    // Said before the peers go: their clients complain about that.
    console.error(error);
    process.exit(1);
  }),
);

async function measure(folder: string, quick: boolean): Promise<Measured> {
  process.env["GLASSBOX_IDLE_MS"] = "120000";
  const [rounds, calls] = quick ? [4, 300] : [15, 600];
  const { figures, missing } = await hops(folder, rounds, calls);
  return {
    figures: {
      ...figures,
      ...(await costOfMany(folder, rounds, calls)),
      ...(await listing(folder, quick ? 20 : 60)),
      ...(await surface(folder)),
      ...(await partialFailure(folder)),
      ...(await killRounds(folder, quick ? 50 : 200)),
    },
    missing,
  };
}

async function hops(folder: string, rounds: number, calls: number): Promise<Measured> {
  const home = join(folder, "home");
  const echo = { command: process.execPath, args: [ECHO], effects: { echo: "read" } };
  writeConfig(home, { echo }, { mcp: { surface: "full" } });
  const kernel = await startKernelHome(home);
  const { ways: peers, missing } = await peerWays(folder);
  const ours = [hubHttp("modern", kernel), hubHttp("legacy", kernel), hubStdio("legacy", kernel)];
  const direct = [
    await directHttp("modern"),
    await directHttp("legacy"),
    directStdio("legacy"),
    relayedStdio("legacy"),
  ];
  progress(`calls through ${[...direct, ...ours, ...peers].map(({ name }) => name).join(", ")}`);
  const times = await laps([...direct, ...ours, ...peers], rounds, calls);
  await kernel.stop();
  const of = (name: string) => times.get(name) ?? [];
  const microseconds = [...times].map(([name, all]) => [`us ${name}`, median(all)] as const);
  const proxied = missing.length === 0;
  return {
    figures: {
      hubHttpToDirect: ratio(of("hub http modern"), of("direct http modern")),
      hubHttpToDirectLegacy: ratio(of("hub http legacy"), of("direct http legacy")),
      stdioFrontToDirect: ratio(of("hub stdio legacy"), of("direct stdio legacy")),
      stdioRelaysToDirect: ratio(of("relayed stdio legacy"), of("direct stdio legacy")),
      ...(proxied && {
        mcpProxyToDirect: ratio(of("mcp-proxy modern"), of("direct http modern")),
        mcpProxyToDirectLegacy: ratio(of("mcp-proxy legacy"), of("direct http legacy")),
        mcpHubToDirectLegacy: ratio(of("mcp-hub legacy"), of("direct http legacy")),
      }),
      ...Object.fromEntries(microseconds.map(([name, time]) => [camelCase(name), time])),
    },
    missing: [...missing],
  };
}

/** `us hub http modern` → `usHubHttpModern`. */
function camelCase(name: string): string {
  return name.replace(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase());
}

// `bun run test:clients [CLIENT…]`: real clients from npm against us, over standard input and over HTTP, each in a home of its own
// with a scripted model on this machine. The last line is for programs; exit 1 when one of them missed something.
import { progress } from "../support/bench.ts";
import { machine } from "../support/machine.ts";
import { AGENTS } from "./agents.ts";
import { inspect } from "./inspector.ts";
import { installClients } from "./install.ts";
import { type Played, play } from "./play.ts";
import { playV1 } from "./sdk-v1.ts";

const WAYS = ["stdio", "http"] as const;
const known = [...AGENTS.map(({ id }) => id), "inspector", "sdk-v1"];
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`unknown client ${unknown}: ${known.join(", ")}`);
  process.exit(2);
}
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);

const modules = await installClients();
const played: Played[] = [];
const load: Record<string, number> = {};
for (const way of WAYS) {
  for (const agent of AGENTS.filter(({ id }) => isWanted(id)))
    played.push(await play(agent, way, modules));
  if (isWanted("sdk-v1")) played.push(await timed("sdk-v1", way, () => playV1(modules, way)));
  if (isWanted("inspector"))
    played.push(
      await timed("inspector", way, async () => {
        const { lists, calls, load: under } = await inspect(modules, way);
        load[`loadErrors_${way}`] = under.requests - under.ok;
        load[`loadP50Ms_${way}`] = under.latencyMs.p50;
        load[`loadP99Ms_${way}`] = under.latencyMs.p99;
        return { lists, call: calls, load: under.ok === under.requests };
      }),
    );
}

const isPassed = ({ checks }: Played) => Object.values(checks).every(Boolean);
for (const one of played) console.log(lineOf(one));
for (const { client, way, said } of played.filter((one) => !isPassed(one)))
  progress(`--- ${client} over ${way}\n${said}`);
const passed = played.filter(isPassed);
const each = played.map((one) => [`${one.client}_${one.way}`, isPassed(one) ? 1 : 0] as const);
const figures = {
  clientsPassed: passed.length,
  clientsOf: played.length,
  ...Object.fromEntries(each),
  ...load,
};
console.log(JSON.stringify({ bench: "clients", quick: false, figures, machine: machine() }));
process.exit(passed.length === played.length ? 0 : 1);

async function timed(
  client: string,
  way: (typeof WAYS)[number],
  act: () => Promise<Readonly<Record<string, boolean>>>,
): Promise<Played> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  try {
    const checks = await act();
    progress(`${client} over ${way}: ${seconds()} s`);
    return { client, way, checks, seconds: seconds(), said: "" };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { client, way, checks: { ends: false }, seconds: seconds(), said };
  }
}

function lineOf({ client, way, checks, seconds }: Played): string {
  const marks = Object.entries(checks).map(([name, holds]) => `${holds ? "✓" : "✗"} ${name}`);
  return `${client.padEnd(12)} ${way.padEnd(6)} ${marks.join("  ")}  ${seconds} s`;
}

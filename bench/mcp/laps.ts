import type { Client } from "@modelcontextprotocol/client";

import { median } from "../support/statistics.ts";
import type { Way } from "./ways.ts";

const WARM_UP = 100;

/** Microseconds of one call after the other of the tool `echo`, the median of each round, all ways in turn. */
export async function laps(
  ways: readonly Way[],
  rounds: number,
  calls: number,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const times = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ways : ways.toReversed();
    for (const way of order) times.get(way.name)!.push(await lap(way, calls));
  }
  return times;
}

async function lap(way: Way, calls: number): Promise<number> {
  const client = await way.open();
  try {
    const { tools } = await client.listTools();
    const tool = tools.map(({ name }) => name).find((name) => /(?:^|__)echo$/.test(name));
    if (tool === undefined)
      throw new Error(`${way.name} offers no echo: ${tools.map(({ name }) => name).join(", ")}`);
    for (let at = 0; at < WARM_UP; at++) await call(client, tool, at);
    const all: number[] = [];
    for (let at = 0; at < calls; at++) {
      const began = performance.now();
      await call(client, tool, at);
      all.push((performance.now() - began) * 1000);
    }
    return median(all);
  } catch (error) {
    throw new Error(`${way.name}: ${String(error)}`, { cause: error });
  } finally {
    await client.close();
  }
}

async function call(client: Client, name: string, at: number): Promise<void> {
  const text = `call ${at}`;
  const { content, isError } = await client.callTool({ name, arguments: { text } });
  const [first] = content as { text?: string }[];
  if (isError === true || first?.text !== text)
    throw new Error(`answered badly: ${JSON.stringify(content)}`);
}

/** The median of the rounds' ratios: what slows a round down slows both. */
export function ratio(of: readonly number[], to: readonly number[]): number {
  return median(of.map((time, round) => time / to[round]!));
}

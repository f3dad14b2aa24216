import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import { connect } from "../../ui/socket/index.ts";

const PROGRAM = join(import.meta.dir, "../../main.ts");

export interface Place {
  readonly home: string;
  /** Where its runs work. */
  readonly dir: string;
  /** A plan file. */
  readonly plan: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Lap {
  /** From the first event of the run to its last. */
  readonly milliseconds: number;
  /** What the kernel's own thread computed for it; 0 where the system does not say. */
  readonly cpuMilliseconds: number;
  readonly run: string;
  readonly events: number;
  /** Place of its last event in the ledger. */
  readonly cursor: number;
}

/** One run from the terminal, with a reader of descriptor 3 or without. */
export async function lap(place: Place, withDescriptor: boolean): Promise<Lap> {
  const before = await kernelCpu(place.home);
  const args = ["run", "--plan", place.plan, "--dir", place.dir, "-q", "--json=run"];
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: place.env,
    stdio: ["ignore", "pipe", "inherit", ...(withDescriptor ? (["pipe"] as const) : [])],
  });
  let read = 0;
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const third = child.stdio[3];
  if (withDescriptor && third) third.on("data", (chunk: Buffer) => (read += chunk.length));
  const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (exit !== 0) throw new Error(`the run ended with ${exit}: ${text}`);
  if (withDescriptor && read === 0) throw new Error("nothing came over descriptor 3");
  const run = String((JSON.parse(text) as { data: { run: string } }).data.run);
  const cpuMilliseconds = (await kernelCpu(place.home)) - before;
  return { run, cpuMilliseconds, ...(await timesOf(place.home, run)) };
}

async function timesOf(home: string, run: string) {
  const client = await connect({ home, start: false, onNotice: () => {} });
  const clocks: number[] = [];
  let last = 0;
  const onPart = (part: JsonValue) => {
    const { event, cursor } = part as { readonly event: JsonObject; readonly cursor: number };
    last = cursor;
    // Milliseconds × 4096 and a counter.
    if (isObject(event)) clocks.push(Number(event["hlc"]) / 4096);
  };
  await client.call("log.read", { run }, { onPart });
  await client.close();
  return { milliseconds: clocks.at(-1)! - clocks[0]!, events: clocks.length, cursor: last };
}

/** Milliseconds that the main thread of a home's kernel has been on a processor; 0 while there is none. */
async function kernelCpu(home: string): Promise<number> {
  const client = await connect({ home, start: false, onNotice: () => {} });
  try {
    const { pid } = (await client.call("kernel.info")) as object as { readonly pid: number };
    const spent = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0];
    return Number(spent) / 1e6;
  } catch {
    return 0;
  } finally {
    await client.close();
  }
}

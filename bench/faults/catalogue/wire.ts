import type { Fault } from "../fault.ts";
import { play } from "../play.ts";
import { copy, plantSource, type Task, three } from "../plans.ts";

/** What a server does on the wire once, in a call that may be made again: a keyed effect or a read. */
const ONCE: readonly (readonly [name: string, bar: Fault["bar"], timeout?: number])[] = [
  ["binary garbage", "right", 1500],
  ["bad JSON-RPC", "right", 1500],
  ["wrong id", "right", 1500],
  ["half a message, then death", "right"],
  ["a flood of notifications that ends", "right"],
  ["a flood of notifications without end", "safe", 3000],
  ["noise without end", "safe", 3000],
  ["noise on standard output", "right"],
  ["a flood on standard error", "right"],
  ["requests of its own", "right"],
  ["drips its answer", "right"],
  ["the same answer three times", "right"],
];

/** What it does at its start, before it has offered a tool. */
const AT_START: readonly (readonly [name: string, bar: Fault["bar"], times: number])[] = [
  ["exits before a word", "safe", 1000],
  ["exits after initialize", "safe", 1000],
  ["refuses to begin", "safe", 1000],
  ["speaks another version", "safe", 1000],
  ["begins with noise", "right", 1],
  ["stays when told to go", "right", 1],
  ["leaves a zombie", "right", 1],
];

export const WIRE_FAULTS: readonly Fault[] = [
  ...ONCE.map(([name, bar, timeout]) => wireFault(name, bar, 1, three("put"), "put b", timeout)),
  {
    ...wireFault("binary garbage", "right", 1, copy(), "look source", 1500),
    name: "binary garbage in place of what is read",
  },
  ...AT_START.map(([name, bar, times]) => wireFault(name, bar, times, three("put"), "")),
];

function wireFault(
  name: string,
  bar: Fault["bar"],
  times: number,
  task: Task,
  on: string,
  callTimeout = 5000,
): Fault {
  return {
    name,
    bar,
    play(stage) {
      if (on === "look source") plantSource(stage.world);
      return play(stage, task, {
        callTimeout,
        servers: [stage.server({ fault: name, on, times })],
      });
    },
  };
}

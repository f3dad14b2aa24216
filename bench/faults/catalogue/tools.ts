import type { Fault } from "../fault.ts";
import { play, type PlayOptions } from "../play.ts";
import { copy, glance, plantSource, type Task, three } from "../plans.ts";

interface ToolFault extends Pick<Fault, "name"> {
  /** As the server knows it; absent: by the same name. */
  readonly misdeed?: string;
  readonly times?: number;
  readonly bar?: Fault["bar"];
  readonly options?: PlayOptions;
}

/** For faults that only a deadline ends. */
const SHORT = { callTimeout: 1500 };
const ALWAYS = 1000;

/** Tools that fail at one of three effects. */
const EFFECTS: readonly ToolFault[] = [
  { name: "throws once", misdeed: "says that it failed", bar: "right" },
  { name: "throws always", misdeed: "says that it failed", times: ALWAYS },
  { name: "fails as a server once", misdeed: "fails as a server", bar: "right" },
  { name: "does it and says that it failed", bar: "right" },
  { name: "hangs once", misdeed: "hangs", bar: "right", options: SHORT },
  { name: "hangs always", misdeed: "hangs", times: ALWAYS, options: SHORT },
  { name: "ignores cancellation", bar: "right", options: SHORT },
  { name: "says ok and does nothing" },
  { name: "says ok and does nothing, always", misdeed: "says ok and does nothing", times: ALWAYS },
  { name: "does half of it" },
  { name: "does it to another" },
  { name: "answers with a task", bar: "right" },
  { name: "dies of its task", bar: "right" },
  { name: "answers with a task that is never over", options: { budget: { seconds: 2 } } },
  { name: "changes its schema", misdeed: "changes its schema" },
  { name: "takes its tool away" },
];

/** Tools that fail at a read, whose answer an effect then uses. */
const READS: readonly ToolFault[] = [
  { name: "2 MB", bar: "right" },
  { name: "200 MB", times: ALWAYS },
  { name: "200 MB once", misdeed: "200 MB" },
  { name: "very deep JSON", bar: "right" },
  { name: "very deep JSON, always", misdeed: "very deep JSON", times: ALWAYS },
  { name: "prototype keys in a result", bar: "right" },
  { name: "not a number", bar: "right" },
  { name: "a number beyond all", bar: "right" },
  { name: "halves of characters", bar: "right" },
  { name: "a result that is none", bar: "right" },
  { name: "gives an order beside its answer", bar: "right" },
];

export const TOOL_FAULTS: readonly Fault[] = [
  ...EFFECTS.map((fault) => toolFault(fault, three("put"), onB(fault))),
  ...READS.map((fault) => toolFault(fault, copy(), "look source")),
  {
    ...toolFault({ name: "answers with what was", bar: "right" }, three("put"), "look b"),
    name: "a stale read",
  },
];

/** What changes the server itself does so in the call before. */
function onB({ name }: ToolFault): string {
  return ["changes its schema", "takes its tool away"].includes(name) ? "put a" : "put b";
}

function toolFault(fault: ToolFault, task: Task, on: string): Fault {
  const { name, misdeed = name, times = 1, bar = "safe", options = {} } = fault;
  return {
    name,
    bar,
    play(stage) {
      const isRead = on === "look source";
      if (isRead) plantSource(stage.world);
      const servers = [stage.server({ fault: misdeed, on, times })];
      // Whatever a read answers, the next ones are answered.
      const isOnce = isRead && times === 1;
      return play(stage, task, { servers, ...(isOnce && { afterwards: glance() }), ...options });
    },
  };
}

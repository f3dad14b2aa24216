import { join } from "node:path";

import { openHouse } from "../../support/kernel.ts";
import type { Ending, Fault } from "../fault.ts";
import type { KernelChildOrder } from "../kernel-child.ts";
import { answered, ending, play, resumed } from "../play.ts";
import { type Task, three } from "../plans.ts";
import type { Order } from "../server/order.ts";
import type { Stage } from "../stage.ts";
import type { World } from "../world.ts";

type Effect = "put" | "post" | "send";

/** The first look after an effect shows what was before it. */
const STALE = { fault: "answers with what was", on: "look b" };

const CLASS = { put: "keyed", post: "probe", send: "once" };

/** What a person finds who looks whether the thing in doubt is there. */
const looks = (world: World) => (world.value("b") === null ? "repeat" : "happened");

/** Processes that are killed in the middle of a call, by the server that was called. */
export const PROCESS_FAULTS: readonly Fault[] = [
  {
    name: "a stopped server (SIGSTOP)",
    bar: "right",
    play: (stage) =>
      play(stage, three("put"), {
        callTimeout: 4000,
        servers: [stage.server({ fault: "stops itself" })],
      }),
  },
  {
    name: "server killed in every call",
    bar: "safe",
    play(stage) {
      const order = { fault: "dies before", times: 1000 };
      return play(stage, three("put"), { servers: [stage.server(order)] });
    },
  },
  {
    name: "server killed after its probe effect, and a stale read",
    bar: "right",
    play(stage) {
      const order = { fault: "dies after", on: "post b", then: STALE };
      return play(stage, three("post"), { servers: [stage.server(order)] });
    },
  },
  {
    name: "kernel killed after its probe effect, and a stale read",
    bar: "right",
    async play(stage) {
      const task = three("post");
      await runUntilKilled(stage, task, { fault: "kills the kernel after", on: "post b" });
      return recovered(stage, task, { order: { ...STALE, times: 2 } });
    },
  },
  ...(["put", "post", "send"] as const).flatMap((effect) =>
    (["before", "after"] as const).flatMap((when) => [
      killedServer(effect, when),
      killedKernel(effect, when),
    ]),
  ),
];

function killedServer(effect: Effect, when: "before" | "after"): Fault {
  return {
    name: `server killed ${when} its ${CLASS[effect]} effect`,
    bar: "right",
    play(stage) {
      const servers = [stage.server({ fault: `dies ${when}`, on: `${effect} b` })];
      return play(stage, three(effect), {
        servers,
        ...(effect === "send" && { person: looks }),
      });
    },
  };
}

function killedKernel(effect: Effect, when: "before" | "after"): Fault {
  return {
    name: `kernel killed ${when} its ${CLASS[effect]} effect`,
    bar: "right",
    async play(stage) {
      const task = three(effect);
      await runUntilKilled(stage, task, {
        fault: `kills the kernel ${when}`,
        on: `${effect} b`,
      });
      return recovered(stage, task, { person: effect === "send" ? looks : null });
    },
  };
}

/** A kernel in a process of its own begins with the task, and dies of its server. */
export async function runUntilKilled(
  stage: Stage,
  { plan }: Task,
  order: KernelChildOrder["order"],
): Promise<void> {
  const given: KernelChildOrder = { home: stage.home, world: stage.world.folder, order, plan };
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "../kernel-child.ts"), JSON.stringify(given)],
    { stdout: "ignore", stderr: "inherit" },
  );
  await child.exited;
  if (child.signalCode !== "SIGKILL") throw new Error("the kernel was not killed");
}

interface Recovery {
  readonly person?: ((world: World) => string) | null;
  /** What the server still does wrong. */
  readonly order?: Partial<Order>;
}

/** The next kernel of the same home goes on. */
export async function recovered(
  stage: Stage,
  task: Task,
  { person = null, order = {} }: Recovery = {},
): Promise<Ending> {
  await using house = await openHouse({ home: stage.home, servers: [stage.server(order)] });
  const end = await resumed(house);
  const last = person ? await answered(house, end, person(stage.world)) : end;
  return ending(house, last, task.isDone(stage.world));
}

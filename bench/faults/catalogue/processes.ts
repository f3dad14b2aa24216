import { join } from "node:path";

import { openHouse } from "../../support/kernel.ts";
import type { Ending, Fault } from "../fault.ts";
import type { KernelChildOrder } from "../kernel-child.ts";
import { answered, ending, play, resumed } from "../play.ts";
import { type Task, three } from "../plans.ts";
import type { Stage } from "../stage.ts";
import type { World } from "../world.ts";

type Effect = "put" | "post" | "send";

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
        callTimeout: 1500,
        servers: [stage.server({ fault: "stops itself" })],
      }),
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
      return recovered(stage, task, effect === "send" ? looks : null);
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

/** The next kernel of the same home goes on, with a server that does nothing wrong any more. */
export async function recovered(
  stage: Stage,
  task: Task,
  person: ((world: World) => string) | null = null,
): Promise<Ending> {
  await using house = await openHouse({ home: stage.home, servers: [stage.server({})] });
  const end = await resumed(house);
  const last = person ? await answered(house, end, person(stage.world)) : end;
  return ending(house, last, task.isDone(stage.world));
}

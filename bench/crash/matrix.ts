import { seeded } from "../support/statistics.ts";
import { CALL_POINTS, type CallPoint, type Kill } from "./kill.ts";
import { PEER_POINTS, type PeerKill } from "./peer-life.ts";
import { stepIds, type Task } from "./task.ts";

/** The points at which a server in a process of its own can kill the kernel. */
const BESIDE_POINTS = ["before", "after"] as const;

/**
 * Every point at which the first life of a task can end. `commits` is how many events an undisturbed run of it has after
 * each of its commits: between events of one commit there is no point, they are on disk together or not at all.
 */
export function everyKill(task: Task, commits: readonly number[]): Kill[] {
  const ofSteps = (points: readonly CallPoint[]) =>
    stepIds(task).flatMap((step) => points.map((at) => ({ at, step })));
  if (task.server === "beside") return ofSteps(BESIDE_POINTS);
  const ofLedger = commits.flatMap((event) => [
    { at: "append" as const, event },
    { at: "commit" as const, event },
  ]);
  return [...ofLedger, ...ofSteps(CALL_POINTS)];
}

/** A few events: recovery is short, and what it writes after them is what any life writes. */
const RECOVERY_EVENTS = 6;

/** Where the lives after the first one end: in what recovery writes, or in the very call that is done again. */
export function laterKills(first: Kill, howMany: number, seed: number): Kill[] {
  const random = seeded(seed);
  return Array.from({ length: howMany }, () => {
    const event = 1 + Math.floor(random() * RECOVERY_EVENTS);
    if ("step" in first && random() < 0.3) {
      return { at: CALL_POINTS[Math.floor(random() * CALL_POINTS.length)]!, step: first.step };
    }
    return { at: random() < 0.5 ? "append" : "commit", event };
  });
}

/** Every point of a peer's task that both of us have. */
export function everyPeerKill(steps: number): PeerKill[] {
  const all = Array.from({ length: steps }, (_, index) => index + 1);
  const ofSteps = all.flatMap((step) => PEER_POINTS.map((at) => ({ at, step })));
  return [...ofSteps, { at: "model", step: steps + 1 }];
}

/** A second kill in the same step: the lives after the first one begin there. */
export function laterPeerKills(first: PeerKill, howMany: number, seed: number): PeerKill[] {
  const random = seeded(seed);
  return Array.from({ length: howMany }, () => {
    const at = PEER_POINTS[Math.floor(random() * PEER_POINTS.length)]!;
    return { at, step: first.step };
  });
}

/** `count` of a list, whichever the seed draws. */
export function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  if (count >= all.length) return [...all];
  const random = seeded(seed);
  const drawn = all.map((one) => ({ one, place: random() }));
  const first = drawn.toSorted((a, b) => a.place - b.place).slice(0, count);
  return first.map(({ one }) => one);
}

import { z } from "zod";

import { addEffect } from "./counter.ts";
import { die } from "./kill.ts";

/** Where a peer's life ends: in the model call that begins a step, or in the step's tool, around its effect. */
export const PEER_POINTS = ["model", "before", "after"] as const;

export const peerKillSchema = z.strictObject({ at: z.enum(PEER_POINTS), step: z.int() });
export type PeerKill = z.infer<typeof peerKillSchema>;

export const peerEndingSchema = z.strictObject({
  /** The agent came to its own end. */
  isFinished: z.boolean(),
  /** Results of which the model was told that their outcome is unknown. */
  told: z.int(),
});
export type PeerEnding = z.infer<typeof peerEndingSchema>;

export const peerLifeSchema = z.strictObject({
  /** Where the peer keeps what it keeps. */
  folder: z.string(),
  counter: z.string(),
  steps: z.int(),
  /** There was a life before this one. */
  isResumed: z.boolean(),
  kill: peerKillSchema.nullable(),
});

/** A peer's process, with the same task, the same counter and the same end as ours. */
export interface PeerLife extends z.infer<typeof peerLifeSchema> {
  /** The scripted model: the step whose tool it calls next, from the number of results it sees; null at the end. */
  next(results: number): number | null;
  /** The tool. */
  effect(step: number): { readonly ok: true; readonly step: number };
}

/** The main program of `bench/peers/NAME/crash.ts`: `bun FILE '{"folder": …}'`. */
export async function servePeerLife(run: (life: PeerLife) => Promise<PeerEnding>): Promise<void> {
  const given = peerLifeSchema.parse(JSON.parse(process.argv[2] ?? "{}"));
  const { counter, steps, kill } = given;
  const reached = (at: PeerKill["at"], step: number) => {
    if (kill?.at === at && kill.step === step) die();
  };
  const ending = await run({
    ...given,
    next(results) {
      reached("model", results + 1);
      return results < steps ? results + 1 : null;
    },
    effect(step) {
      reached("before", step);
      addEffect(counter, { step: `s${step}`, id: "" });
      reached("after", step);
      return { ok: true, step };
    },
  });
  console.log(JSON.stringify(ending));
  process.exit(0);
}

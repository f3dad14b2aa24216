import type { LedgerEvent } from "../../kernel/event.ts";
import type { Stage } from "./stage.ts";
import { isStill } from "./stillness.ts";

const TURNS = 3;

/** What the house does besides being asked for the next event. */
export interface Conducting {
  readonly stage: Stage;
  /** Does something whose failure is a difference. */
  begin(work: () => Promise<unknown>): void;
}

/** Whose run it is from then on. */
export interface Claim {
  readonly run: string;
  readonly origin: string;
  readonly epoch: number;
}

/** The claim that stands next on record, alone or behind the opening of its branch; null: something else is next. */
export function claimIn({ gate }: Stage): Claim | null {
  for (let ahead = 0; ahead < 3; ahead++) {
    const event = gate.ahead(ahead);
    if (event?.type === "run.claimed") {
      const owner = {
        origin: String(event.data?.["origin"]),
        epoch: Number(event.data?.["epoch"]),
      };
      return { run: event.subject.slice("run/".length), ...owner };
    }
    if (event?.type !== "run.started" && event?.type !== "run.diverged") return null;
  }
  return null;
}

/** A run is gone on with: by another kernel, or by the same after a rest. True: the claim is behind us. */
export async function takeUp(conducting: Conducting, next: LedgerEvent): Promise<boolean> {
  const { stage } = conducting;
  const claim = claimIn(stage)!;
  const { run } = claim;
  const { gate, owner } = stage;
  const isOther = claim.epoch !== owner.epoch || claim.origin !== owner.origin;
  const { runs } = stage.house;
  if (!isOther) await rest(stage, run);
  const standing = runs.standing(run);
  if (isOther || (standing && standing.kind !== "halted")) {
    const others = isOther ? [] : runs.active().filter((one) => one !== run);
    await stage.reopen(claim);
    for (const one of others) await adopt(stage, one);
  }
  // Who says a word to a run that nobody owns claims it for that, and takes it up afterwards if at all.
  const word = gate.ahead(1);
  const isForWord =
    next.type === "run.claimed" &&
    (word?.type === "stop.requested" || word?.type === "grant.revoked") &&
    word.subject === next.subject &&
    word.row === next.row + 1;
  if (isForWord) {
    stage.believe(2);
    return true;
  }
  conducting.begin(() => stage.lifecycle.resume(run));
  return false;
}

/** Lets what is under way be heard out, as far as it is on record. */
async function rest({ house, gate, clock }: Stage, run: string): Promise<void> {
  house.runs.pause(run, "the record goes on after a rest");
  while (house.runs.standing(run)?.kind === "running") {
    if (!(await isStill(gate, TURNS))) continue;
    if (!clock.ring(clock.now() + 1000)) return;
  }
}

async function adopt({ house }: Stage, run: string): Promise<void> {
  const { tools, workspace } = house.runs.services;
  house.runs.adopt(run, await tools.list(workspace.open(house.runs.state(run).dir)));
}

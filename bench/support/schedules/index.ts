import { faultsOf } from "./checks.ts";
import { type Played, Schedule } from "./schedule.ts";

/** Schedules that go on side by side, so that they share the turns of the event loop. */
const TOGETHER = 64;

/** What many schedules came across: a guard that nothing ever leans on is not tested. */
export interface Tally {
  schedules: number;
  deaths: number;
  refused: number;
  doubts: number;
  asked: number;
  faults: string[];
}

/** Plays schedules `from` to `to` (not among them), until one shows a fault. */
export async function playSchedules(from: number, to: number): Promise<Tally> {
  const tally: Tally = { schedules: 0, deaths: 0, refused: 0, doubts: 0, asked: 0, faults: [] };
  let next = from;
  const lane = async () => {
    while (next < to && tally.faults.length === 0) {
      const played = await new Schedule(next++).play();
      count(tally, played);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
  return tally;
}

function count(tally: Tally, played: Played): void {
  const { events, refused } = played.store;
  tally.schedules += 1;
  tally.deaths += played.deaths;
  tally.refused += refused;
  tally.doubts += events.filter(({ type }) => type === "tool.settled").length;
  tally.asked += events.filter(({ data }) => data?.["kind"] === "doubt").length;
  tally.faults.push(...faultsOf(played));
}

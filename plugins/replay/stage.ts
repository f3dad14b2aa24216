import { type LedgerEvent, millisecondsOf } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Lifecycle } from "../contracts/lifecycle.ts";
import { ToolAnswers } from "./answers.ts";
import { RecordedClock } from "./clock.ts";
import { Gate, type Match } from "./gate.ts";
import { insideOf } from "./inside.ts";
import { knownTools } from "./known-tools.ts";
import { Names } from "./names.ts";
import { NOTED } from "./note.ts";
import { givenPlan, requestOf } from "./record.ts";
import { RecordedModels } from "./recorded-models.ts";
import { RecordedTools } from "./recorded-tools.ts";
import { recordedCaptures } from "./recorded-captures.ts";
import { recordedWorkspace } from "./recorded-workspace.ts";
import { ReplayLedger } from "./replay-ledger.ts";
import { openScratch, openSecondHouse } from "./second-house.ts";
import type { ReplaySources } from "./sources.ts";
import { type Edit, View } from "./view.ts";

/** After these a run need not do any more what it was about to do. */
const CUTS_OFF = new Set(["stop.requested", "run.rewound", "grant.revoked"]);

/** Where a run is done again: the record, the time, and a house at a time. */
export interface Stage {
  readonly gate: Gate;
  readonly clock: RecordedClock;
  /** Events that were believed, by type. */
  readonly believed: Map<string, number>;
  /** The house that works now. */
  readonly house: Kernel;
  readonly lifecycle: Lifecycle;
  readonly owner: Owner;
  /** Ends the house as a kernel that is killed ends, and opens the next one. */
  reopen(owner: Owner): Promise<void>;
  /** Begins the first run, or the one that this event begins. */
  start(from?: LedgerEvent): Promise<unknown>;
  /** Goes past what the house has made again, and tells it. */
  commit(matches: readonly Match[]): void;
  /** Goes past what somebody from outside did: it is taken as it is. */
  believe(count: number): void;
  /** Lets go of the answer that an event came of; false: nobody waits for it. */
  answer(event: LedgerEvent): boolean;
  close(): Promise<void>;
}

/** Whose house it is: what claims say. */
interface Owner {
  readonly origin: string;
  readonly epoch: number;
}

interface Piece {
  readonly root: string;
  readonly record: readonly LedgerEvent[];
  readonly edit: Edit;
}

export function openStage(host: Host, sources: ReplaySources, piece: Piece): Stage {
  const { root, record, edit } = piece;
  const { ledger: real, runs } = host.kernel();
  const names = new Names();
  const blobs = new Map<string, Uint8Array>();
  const blob = (hash: string) => blobs.get(hash) ?? real.getBlob(hash);
  const first = record[0]!;
  const clock = new RecordedClock(millisecondsOf(first.hlc));
  const gate = new Gate({ record, names, clock, inside: insideOf(names, blob) });
  const view = new View(real, root, first.row, edit);
  const answers = new ToolAnswers(record, blob);
  const isRanked = record.some(({ type, data }) => type === NOTED && data?.["embedder"] != null);
  const scratch = openScratch(host.tenantDir, isRanked ? "embeds" : "embeds nothing");
  const { limits } = runs.services;
  const empty = `${scratch.path}/empty`;
  const servers = sources.servers();
  const known = knownTools({ record, gate, servers, scratch: empty, limits });
  const tools = new RecordedTools({ answers, gate, list: (dir) => known.list(dir) });
  const models = new RecordedModels(record, gate);
  const ports = {
    tools,
    models,
    workspace: recordedWorkspace(record, gate),
    captures: recordedCaptures(gate),
  };
  const believed = new Map<string, number>();
  let ledger: ReplayLedger | null = null;
  let second: { kernel: Kernel; lifecycle: Lifecycle } | null = null;
  let owner: Owner = { origin: "", epoch: 0 };

  async function leave(): Promise<void> {
    gate.drop();
    tools.forget();
    models.forget();
    clock.forget();
    await second?.kernel.close("the replay goes on with another");
    second = null;
  }

  function moveOn(count: number): readonly LedgerEvent[] {
    const events = gate.pass(count);
    const last = events.at(-1)!;
    clock.set(millisecondsOf(last.hlc));
    view.moveOn(events, gate.next?.row ?? last.row + 1);
    return events;
  }

  return {
    gate,
    clock,
    believed,
    get house() {
      return second!.kernel;
    },
    get lifecycle() {
      return second!.lifecycle;
    },
    get owner() {
      return owner;
    },
    async reopen(next) {
      await leave();
      const { origin, epoch } = next;
      owner = { origin, epoch };
      second = await openSecondHouse({
        host,
        plugins: sources.plugins(),
        scratch: scratch.path,
        clock,
        ids: names.ids,
        ports,
        given: givenPlan(record),
        gate,
        ledger({ types }) {
          return (ledger = new ReplayLedger({ real, view, gate, names, types, owner, blobs }));
        },
      });
    },
    start(from) {
      const at = from === undefined ? 0 : record.indexOf(from);
      return second!.lifecycle.start(requestOf(record.slice(at), real));
    },
    commit(matches) {
      const all = moveOn(matches.reduce((sum, { events }) => sum + events.length, 0));
      // Promises first, as in the ledger itself.
      for (const { held, events } of matches) held.resolve(events);
      ledger?.tell(all);
    },
    believe(count) {
      const events = moveOn(count);
      if (events.some(({ type }) => CUTS_OFF.has(type))) gate.overtake();
      for (const { type } of events) believed.set(type, (believed.get(type) ?? 0) + 1);
      ledger?.tell(events);
    },
    answer: (event) => tools.answer(event) || models.answer(event),
    async close() {
      await leave();
      await known.close();
      scratch.remove();
    },
  };
}

import { unavailable } from "../error.ts";
import type { LedgerEvent } from "../event.ts";
import { type AccountState, foldAccount } from "../fold/account.ts";
import type { RunState } from "../fold/run-state.ts";
import { toolKey } from "../plan.ts";
import type { ToolDefinition } from "../ports/tools.ts";
import type { Holder, InFlight } from "../reflex/reflex.ts";
import type { Services } from "./context.ts";
import { type Draft, drafting } from "./draft.ts";
import { RunLoop, type Standing } from "./loop.ts";
import { accountAt, keepSnapshots, runStateAt } from "./state-at.ts";

/** The runs of this kernel: works on those it was given, hands them events, and tells who follows. */
export class Runs {
  readonly services: Services;
  readonly #loops = new Map<string, RunLoop>();
  readonly #accounts = new Map<string, AccountState>();
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;

  constructor(services: Omit<Services, "held" | "inFlight">) {
    const own = { inFlight: new Set<InFlight>(), held: () => this.#held() };
    this.services = Object.assign(services, own);
    this.#stop = services.ledger.onCommit((events) => this.#committed(events));
  }

  /** Runs that this process is working on. */
  active(): readonly string[] {
    return [...this.#loops.keys()].filter((run) => this.standing(run)?.kind === "running");
  }

  /** Null for a run that no loop of this process holds: one that is over, or that nobody has taken up. */
  standing(run: string): Standing | null {
    return this.#loops.get(run)?.standing ?? null;
  }

  /** Called whenever a run changes its standing. Returns the way out. */
  onStanding(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The branch that a run is on: its own, or the last one that was opened to go on with it. */
  head(run: string): string {
    const { ledger } = this.services;
    const tree = () => ledger.branches({ root: ledger.branch(run)?.root ?? run });
    const last = () => tree().findLast(({ subject }) => subject === `run/${run}`)?.id;
    return this.#loops.get(run)?.branch ?? last() ?? run;
  }

  state(run: string, at?: number): RunState {
    const { ledger, extensions } = this.services;
    const loop = at === undefined ? this.#loops.get(run) : undefined;
    return loop?.state ?? runStateAt(ledger, this.head(run), extensions, at);
  }

  account(root: string, row?: number): AccountState {
    const live = row === undefined ? this.#accounts.get(root) : undefined;
    return live ?? accountAt(this.services.ledger, root, row);
  }

  /** Makes drafts for the branch that a run is on. */
  draft(run: string, actor?: string): Draft {
    return drafting(run, actor, this.head(run));
  }

  /** Goes on with a run whose claim by this kernel is on record. */
  adopt(run: string, tools: readonly ToolDefinition[]): void {
    const { services } = this;
    const { ledger } = services;
    this.#loops.delete(run);
    const branch = this.head(run);
    const state = runStateAt(ledger, branch, services.extensions);
    if (!this.#accounts.has(state.root))
      this.#accounts.set(state.root, accountAt(ledger, state.root));
    const account = () => this.#accounts.get(state.root)!;
    const byKey = new Map(tools.map((tool) => [toolKey(tool), tool]));
    const parts = { services, ledger, branch, account, tools: byKey };
    const tell = () => this.#listeners.forEach((listener) => listener());
    const loop = new RunLoop({ ...parts, draft: drafting(run, "kernel", branch) }, state, tell);
    this.#loops.set(run, loop);
    loop.advance();
  }

  /** Lets a run come to rest where it can be resumed; null: one that is coming to rest goes on. */
  pause(run: string, reason: string | null): void {
    const error = reason === null ? null : unavailable(reason, `glassbox resume ${run}`);
    this.#loops.get(run)?.pause(error);
  }

  /** Leaves a run at once, where it can be resumed on another branch. */
  leave(run: string, reason: string): void {
    this.#loops.get(run)?.halt(unavailable(reason, `glassbox resume ${run}`));
    this.#loops.delete(run);
  }

  close(): void {
    const error = unavailable("the kernel is leaving", "resume the run");
    for (const loop of this.#loops.values()) loop.halt(error);
    this.#stop();
  }

  #held(): readonly Holder[] {
    const open = [...this.#accounts.values()].flatMap((account) => Object.values(account.open));
    return open.flatMap(({ run, effect, paths }) => {
      const dir = effect === "read" ? undefined : this.#loops.get(run)?.state.dir;
      return dir === undefined ? [] : { run, dir, paths };
    });
  }

  #committed(events: readonly LedgerEvent[]): void {
    const touched = new Set<RunLoop>();
    for (const event of events) {
      const run = event.subject.slice("run/".length);
      const loop = this.#loops.get(run);
      // A run that is just being begun has no loop yet, and its tree may have an account.
      const root = loop?.state.root ?? this.services.ledger.branch(event.branch)?.root;
      const before = this.#accounts.get(root ?? "");
      if (!before) continue;
      const account = foldAccount(before, event);
      this.#accounts.set(account.root, account);
      if (loop?.branch !== event.branch) continue;
      loop.fold(event);
      touched.add(loop);
      keepSnapshots(this.services.ledger, loop.state, account, event, this.services.extensions);
      // What is over is read from the ledger; its loop would hold results that nobody asks for.
      if (loop.state.outcome !== null) this.#loops.delete(run);
    }
    for (const loop of touched) queueMicrotask(() => loop.advance());
  }
}

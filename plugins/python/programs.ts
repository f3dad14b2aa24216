import type { LedgerEvent } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { CallLog } from "./call-log.ts";
import { takeBack } from "./grants.ts";
import { isLeft, stopCalls } from "./left.ts";
import type { Program } from "./program.ts";

/** Programs that are being executed, by effect; whoever waits for something of them is woken by what happens. */
export class Programs {
  readonly #host: Host;
  readonly #live = new Map<string, Program>();
  /** Each goes with its program, also where somebody looks once more after the end. */
  readonly #logs = new WeakMap<Program, CallLog>();
  /** Those whose run is at rest, until it goes on with them or without them; by effect. */
  readonly #resting = new Map<string, Program>();
  #bell = Promise.withResolvers<void>();

  constructor(host: Host) {
    this.#host = host;
    const { ledger, runs } = host.kernel();
    ledger.onCommit((events) => this.#committed(events));
    runs.onStanding(() => this.#leaveHalted());
  }

  get(effect: string): Program | undefined {
    return this.#live.get(effect);
  }

  ofChild(child: string): Program | undefined {
    return [...this.#live.values()].find((one) => one.child === child);
  }

  add(program: Program): void {
    this.#resting.delete(program.effect);
    this.#live.set(program.effect, program);
    this.ring();
  }

  remove(program: Program): void {
    if (this.get(program.effect) === program) this.#live.delete(program.effect);
    this.ring();
  }

  /** What the program's run has on record up to now. */
  log(program: Program): CallLog {
    const { ledger, runs } = this.#host.kernel();
    const { child } = program;
    const log = this.#logs.get(program) ?? new CallLog(ledger);
    this.#logs.set(program, log);
    return ledger.branch(child) === null ? log : log.update(runs.head(child));
  }

  /** Wakes all who wait. */
  ring(): void {
    const { resolve } = this.#bell;
    this.#bell = Promise.withResolvers();
    resolve();
  }

  /** Looks again with each change until there is something. Rejects with the signal's reason. */
  async until<T>(signal: AbortSignal, look: () => T | null): Promise<T> {
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    aborted.promise.catch(() => {});
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      for (;;) {
        signal.throwIfAborted();
        // Listening begins before looking, so that nothing falls between.
        const woken = this.#bell.promise;
        const found = look();
        if (found !== null) return found;
        await Promise.race([woken, aborted.promise]);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #committed(events: readonly LedgerEvent[]): void {
    const programs = [...this.#live.values()];
    const mine = new Set(programs.flatMap(({ run, child }) => [`run/${run}`, `run/${child}`]));
    for (const event of events) {
      if (!mine.has(event.subject)) continue;
      const isOver = event.type === "run.finished" || event.type === "run.rewound";
      for (const one of programs) {
        if (event.subject !== `run/${one.run}`) continue;
        if (isOver) this.#end(one, "its run is over");

        if (event.type === "grant.revoked") void takeBack(this.#host, one).catch(() => {});
      }
    }
    this.#leaveBehind(events);
    // The loops fold what was committed before anybody looks.
    if (events.some(({ subject }) => mine.has(subject))) queueMicrotask(() => this.ring());
  }

  /** Their run is over, or was taken back to before them. */
  #leaveBehind(events: readonly LedgerEvent[]): void {
    const moved = events.filter(({ type }) => type === "run.rewound" || type === "run.finished");
    const runs = new Set(moved.map(({ subject }) => subject));
    if (runs.size === 0) return;
    for (const one of this.#resting.values()) {
      if (!runs.has(`run/${one.run}`) || !isLeft(this.#host, one)) continue;
      this.#resting.delete(one.effect);
      void stopCalls(this.#host, one).catch(() => {});
    }
  }

  /** Nobody works on their run any more: who takes it up executes them again, with the answers that are on record. */
  #leaveHalted(): void {
    const { runs } = this.#host.kernel();
    for (const one of this.#live.values())
      if (one.isParked && runs.standing(one.run)?.kind === "halted") {
        this.#resting.set(one.effect, one);
        this.#end(one, "its run is at rest");
      }
    this.ring();
  }

  #end(program: Program, reason: string): void {
    this.remove(program);
    program.controller.abort(new Error(reason));
  }
}

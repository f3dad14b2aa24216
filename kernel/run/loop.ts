import { type Command, decide } from "../decide.ts";
import { asKernelError, type KernelError, unavailable } from "../error.ts";
import type { LedgerEvent } from "../event.ts";
import { foldRun } from "../fold/run.ts";
import type { RunState } from "../fold/run-state.ts";
import type { RunContext } from "./context.ts";

/** Where a run stands for whoever follows it. `waiting`: only a person's answer brings it on. */
export type Standing =
  | { readonly kind: "running" | "waiting" | "finished" }
  | { readonly kind: "halted"; readonly error: KernelError };

/** The thin shell of one run: folds its events, asks `decide`, and has the commands performed. */
export class RunLoop {
  readonly #context: RunContext;
  readonly #onStanding: () => void;
  readonly branch: string;
  readonly #active = new Map<string, AbortController>();
  /** Written by this loop alone, as is `standing`. */
  state: RunState;
  /** A command was wanted again while it was still under way. */
  #blocked = false;
  standing: Standing = { kind: "running" };
  #pausing: KernelError | null = null;

  constructor(
    context: Omit<RunContext, "state" | "isPausing">,
    state: RunState,
    onStanding: () => void,
  ) {
    this.#context = { ...context, state: () => this.state, isPausing: () => !!this.#pausing };
    this.state = state;
    this.branch = context.branch;
    this.#onStanding = onStanding;
  }

  /** An event of this branch was committed. */
  fold(event: LedgerEvent): void {
    this.state = foldRun(this.state, event, this.#context.services.extensions);
  }

  /** Starts whatever is to be done and not under way yet. */
  advance(): void {
    if (this.standing.kind === "halted" || this.#pausing) return this.#settle();
    this.#blocked = false;
    for (const command of decide(this.state, this.#context.account())) this.#start(command);
    this.#settle();
  }

  #settle(): void {
    if (this.standing.kind === "halted") return;
    const calls = [...this.#active.keys()].filter((key) => !key.startsWith("watch:"));
    if (this.#pausing && calls.length === 0) return this.halt(this.#pausing);
    const finished = this.state.outcome !== null;
    if (finished) this.#abortAll(new Error("the run is over"));
    const kind = finished ? "finished" : this.#onlyAsks() ? "waiting" : "running";
    if (kind === this.standing.kind) return;
    this.standing = { kind };
    this.#onStanding();
  }

  /** Begins nothing more; once what is under way has been heard out, the run halts. Null: it goes on after all. */
  pause(error: KernelError | null): void {
    this.#pausing = error;
    if (!error) return this.advance();
    this.#active.get("consult")?.abort(error);
    this.#settle();
  }

  /** Ends all that is under way; the ledger keeps what was acknowledged, and the run can be resumed. */
  halt(error: KernelError): void {
    this.standing = { kind: "halted", error };
    this.#abortAll(error);
    this.#onStanding();
  }

  #onlyAsks(): boolean {
    const steps = this.state.plan?.steps ?? {};
    return [...this.#active.keys()].every((key) => {
      const [kind, step = ""] = key.split(":");
      return kind === "watch" && steps[step]?.detail?.["ask"] !== undefined;
    });
  }

  #start(command: Command): void {
    if (command.kind === "cancel") return this.#abortAll(new Error("the run was stopped"));
    const key = "step" in command ? `${command.kind}:${command.step}` : command.kind;
    this.#blocked ||= this.#active.has(key);
    if (this.#active.has(key)) return;
    const controller = new AbortController();
    this.#active.set(key, controller);
    this.#perform(command, controller.signal)
      .catch((error: unknown) => this.#broke(error))
      .finally(() => {
        this.#active.delete(key);
        if (this.#blocked) this.advance();
        else this.#settle();
      });
  }

  async #perform(command: Command, signal: AbortSignal): Promise<unknown> {
    const performer = this.#context.services.performers.get(command.kind);
    if (!performer) throw unavailable(`nothing here performs ${command.kind}`, "run doctor");
    const about = "step" in command ? command.step : "reason" in command ? command.reason : "";
    return performer(this.#context, about, signal);
  }

  /** A fault of the ledger halts the run where it can be resumed; a bug ends it with its name on record. */
  async #broke(error: unknown): Promise<void> {
    if (this.standing.kind === "halted") return;
    const failure = asKernelError(error);
    const isOver = this.state.outcome !== null || this.#pausing !== null;
    if (isOver || failure.code === "ledger" || failure.code === "fenced") return this.halt(failure);
    const conclude = this.#context.services.performers.get("conclude");
    if (!conclude) return this.halt(failure);
    await conclude(this.#context, failure.message, new AbortController().signal).catch(
      (second: unknown) => this.halt(asKernelError(second)),
    );
  }

  #abortAll(reason: Error): void {
    for (const controller of this.#active.values()) controller.abort(reason);
  }
}

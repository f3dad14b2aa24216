import { RequestFault } from "../fault.ts";
import type { ModernCall } from "./modern-call.ts";
import { errorCode } from "./protocol.ts";
import { createStates, refusedState } from "./request-state.ts";

interface Parked {
  readonly id: string;
  readonly call: ModernCall;
  readonly principal: string;
  round: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export interface ParkingOptions {
  /** So long a question waits for its retry. */
  readonly seconds: number;
  /** So many calls wait at once. */
  readonly most: number;
  /** And so many of one principal, so that nobody takes the room of the others. */
  readonly mostOfOne: number;
}

/**
 * Calls that wait for an answer of their client. They live in this process alone: the state that a client holds says
 * which one it is, and nothing of it.
 */
export class Parking {
  readonly #options: ParkingOptions;
  // Nothing that was parked outlives the process, so neither does the key.
  readonly #states = createStates(crypto.getRandomValues(new Uint8Array(32)));
  readonly #parked = new Map<string, Parked>();

  constructor(options: ParkingOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#parked.size;
  }

  /** The state for the client. What nobody comes back for is cancelled. */
  park(call: ModernCall, principal: string, binding: string): string {
    const parked = this.#of(call) ?? this.#add(call, principal);
    parked.round += 1;
    const ms = this.#options.seconds * 1000;
    clearTimeout(parked.timer);
    parked.timer = setTimeout(() => this.#expire(parked), ms);
    parked.timer.unref();
    const { id, round } = parked;
    return this.#states.seal({ call: id, round, expires: Date.now() + ms }, binding);
  }

  #of(call: ModernCall): Parked | undefined {
    return this.#parked.values().find((parked) => parked.call === call);
  }

  #add(call: ModernCall, principal: string): Parked {
    const { most, mostOfOne } = this.#options;
    const own = [...this.#parked.values()].filter((parked) => parked.principal === principal);
    if (this.#parked.size >= most || own.length >= mostOfOne) {
      const why = `${Math.min(own.length, mostOfOne)} requests already wait for an answer; answer some of them first.`;
      call.cancel(new Error(why));
      throw new RequestFault(errorCode.internal, why);
    }
    const id = crypto.randomUUID();
    const parked: Parked = { id, call, principal, round: 0, timer: undefined };
    this.#parked.set(id, parked);
    return parked;
  }

  #expire(parked: Parked): void {
    this.#parked.delete(parked.id);
    parked.call.cancel(new Error("its question was not answered in time"));
  }

  /** The call that a state is of, and whether it is of the questions that are open. Throws a `RequestFault`. */
  take(state: string, binding: string): { readonly call: ModernCall; readonly current: boolean } {
    const { call: id, round } = this.#states.open(state, binding, Date.now());
    const parked = this.#parked.get(id);
    if (parked === undefined) throw refusedState();
    // It waits no more, however long this round takes.
    clearTimeout(parked.timer);
    return { call: parked.call, current: round === parked.round };
  }

  /** The call has its result, or its client has left. */
  leave(call: ModernCall): void {
    const parked = this.#of(call);
    if (parked === undefined) return;
    clearTimeout(parked.timer);
    this.#parked.delete(parked.id);
  }

  /** Nobody of this principal comes back; without one: nobody at all. */
  close(principal?: string): void {
    for (const parked of this.#parked.values()) {
      if (principal !== undefined && parked.principal !== principal) continue;
      clearTimeout(parked.timer);
      this.#expire(parked);
    }
  }
}

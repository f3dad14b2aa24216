import type { PendingCall, Veto } from "../../kernel/reflex/reflex.ts";
import type { RunContext } from "../../kernel/run/context.ts";

const LOOK_EVERY_MS = 50;

/**
 * Asks the reflexes in their order; what only has to wait is asked again until it may go on or takes too long. What is
 * allowed is taken before anybody else is asked: nothing is granted twice.
 */
export async function permit(
  context: RunContext,
  pending: () => PendingCall,
  take: (call: PendingCall) => void,
  signal: AbortSignal,
): Promise<Veto | null | "called off"> {
  const { clock, callTimeout } = context.services;
  let patience = clock.now() + callTimeout;
  let before = "";
  for (;;) {
    if (signal.aborted || context.isPausing()) return "called off";
    const call = pending();
    const veto = firstVeto(context, call);
    if (veto === null) take(call);
    if (veto?.fault !== "wait") return veto;
    // As long as others come to an end, its turn will come.
    const others = JSON.stringify([call.held, call.inFlight]);
    if (others !== before) [before, patience] = [others, clock.now() + callTimeout];
    // Who is only too early waits as long as the run has time: the budget is asked each time too.
    const isLate = veto.rule !== "rate" && clock.now() >= patience;
    if (isLate) return { ...veto, fault: "error" };
    await new Promise<void>((resolve) => void clock.after(LOOK_EVERY_MS, resolve));
  }
}

function firstVeto({ services, state, account }: RunContext, call: PendingCall): Veto | null {
  for (const reflex of services.reflexes) {
    const veto = reflex(call, state(), account());
    if (veto) return veto;
  }
  return null;
}

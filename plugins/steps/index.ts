import type { Plugin } from "../../kernel/host.ts";
import { dormantHolders } from "./dormant.ts";
import type * as Performers from "./performers.ts";
import { locksReflex } from "./reflex/locks.ts";
import { progressReflex } from "./reflex/progress.ts";
import { rateReflex } from "./reflex/rate.ts";
import { repeatReflex } from "./reflex/repeat.ts";

export const plugin: Plugin = {
  manifest: {
    name: "steps",
    version: "1.0.0",
    description:
      "Performs what the kernel decides: calls, judging, asks, waits, child runs, the end",
  },
  activate(host) {
    const own = [progressReflex, repeatReflex, rateReflex, locksReflex];
    for (const reflex of own) host.reflex(reflex);
    let loaded: typeof Performers | null = null;
    // Loaded with the first run: an idle kernel does not hold it, and a step that waits for a module is slow.
    const late = (): typeof Performers => (loaded ??= import.meta.require("./performers.ts"));
    const dormant = dormantHolders(host);
    host.performer("consult", (...given) => late().consult(...given));
    host.performer("conclude", (context, failure) =>
      failure === "" ? late().conclude(context, []) : late().concludeBroken(context, failure),
    );
    host.performer("call", (context, step, signal) =>
      late().callTool(context, step, signal, dormant),
    );
    host.performer("settle", (...given) => late().settle(...given));
    host.performer("judge", (...given) => late().judge(...given));
    host.performer("judge-goal", (context, _, signal) => late().judge(context, null, signal));
    host.performer("open-approval", (context) => late().openApproval(context));
    host.performer("expand", (context, step) => late().expand(context, step));
    host.performer("close-fan", (context, step) => late().closeFan(context, step));
    host.performer("begin", (context, step) => late().begin(context, step));
    host.performer("watch", (context, step, signal) => late().watch(host, context, step, signal));
  },
};

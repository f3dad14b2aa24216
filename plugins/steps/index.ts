import type { Plugin } from "../../kernel/host.ts";
import { openApproval } from "./approval.ts";
import { begin } from "./begin.ts";
import { callTool } from "./call.ts";
import { dormantHolders } from "./dormant.ts";
import { conclude, concludeBroken } from "./conclude.ts";
import { consult } from "./consult.ts";
import { closeFan, expand } from "./fan-out.ts";
import { judge } from "./judge.ts";
import { locksReflex } from "./reflex/locks.ts";
import { progressReflex } from "./reflex/progress.ts";
import { rateReflex } from "./reflex/rate.ts";
import { repeatReflex } from "./reflex/repeat.ts";
import { settle } from "./settle.ts";
import { watch } from "./watch.ts";

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
    host.performer("consult", consult);
    host.performer("conclude", (context, failure) =>
      failure === "" ? conclude(context, []) : concludeBroken(context, failure),
    );
    const dormant = dormantHolders(host);
    host.performer("call", (context, step, signal) => callTool(context, step, signal, dormant));
    host.performer("settle", settle);
    host.performer("judge", judge);
    host.performer("judge-goal", (context, _, signal) => judge(context, null, signal));
    host.performer("open-approval", openApproval);
    host.performer("expand", expand);
    host.performer("close-fan", closeFan);
    host.performer("begin", begin);
    host.performer("watch", (context, step, signal) => watch(host, context, step, signal));
  },
};

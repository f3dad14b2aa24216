import type { Plugin } from "../../kernel/host.ts";
import { openApproval } from "./approval.ts";
import { begin } from "./begin.ts";
import { closeFan, expand } from "./fan-out.ts";
import { judge } from "./judge.ts";
import { watch } from "./watch.ts";

export const plugin: Plugin = {
  manifest: {
    name: "steps",
    version: "1.0.0",
    description: "Judging by probes, fan-out, child runs, asks and waits",
  },
  activate(host) {
    host.performer("judge", judge);
    host.performer("judge-goal", (context, _, signal) => judge(context, null, signal));
    host.performer("open-approval", openApproval);
    host.performer("expand", expand);
    host.performer("close-fan", closeFan);
    host.performer("begin", begin);
    host.performer("watch", (context, step, signal) => watch(host, context, step, signal));
  },
};

import type { Plugin } from "../../kernel/host.ts";
import type { Check } from "../contracts/check.ts";
import { DECISION, decision } from "./event.ts";
import { createDecisions } from "./record.ts";
import { verifyDecisions } from "./verify.ts";

export const plugin: Plugin = {
  manifest: {
    name: "decision",
    version: "1.0.0",
    description: "Keeps why something was decided, and what it made of the run's state",
  },
  activate(host) {
    host.eventType({ type: DECISION, schema: decision });
    const decisions = createDecisions(() => {
      const { runs, types } = host.kernel();
      return { ids: runs.services.ids, types };
    });
    host.provide("decisions", "decisions", decisions);
    const check: Check = () => verifyDecisions(host.kernel().ledger);
    host.provide("check", "decisions", check);
  },
};

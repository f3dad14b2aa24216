import type { Plugin } from "../../kernel/host.ts";
import type { Approvals } from "../contracts/approvals.ts";
import { addressesOf } from "./address.ts";
import { allowsOf } from "./allows.ts";
import { answerVerb } from "./answer.ts";
import { controlVerbs } from "./control.ts";
import { erasureTypes, finishErasures } from "./erase/erasure.ts";
import { eraseVerb } from "./erase/verb.ts";
import { treeVerb } from "./family.ts";
import { followVerbs } from "./follow.ts";
import { grantVerbs } from "./grants.ts";
import { listVerbs } from "./lists.ts";
import { actualCall, plannedEffects } from "./planned-effects.ts";
import { showVerb } from "./show.ts";
import { startVerbs } from "./start.ts";
import { toolVerbs } from "./tools.ts";
import { whyVerb } from "./why-verb.ts";

export const plugin: Plugin = {
  manifest: {
    name: "runs",
    version: "1.0.0",
    description: "Verbs to start, follow, explain and end runs",
  },
  activate(host) {
    const approvals: Approvals = { effects: plannedEffects, call: actualCall, allows: allowsOf };
    host.provide("approvals", "runs", approvals);
    host.provide("addresses", "runs", addressesOf(host));
    for (const type of erasureTypes) host.eventType(type);
    host.provide("boot", "runs", () => finishErasures(host));
    const verbs = [
      ...startVerbs(host),
      ...followVerbs(host),
      showVerb(host),
      whyVerb(host),
      ...controlVerbs(host),
      eraseVerb(host),
      answerVerb(host),
      ...grantVerbs(host),
      ...listVerbs(host),
      treeVerb(host),
      ...toolVerbs(host),
    ];
    for (const verb of verbs) host.verb(verb);
  },
};

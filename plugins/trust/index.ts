import { z } from "zod";

import type { Plugin } from "../../kernel/host.ts";
import { EVENT_TYPES } from "./events.ts";
import { createGate } from "./gate.ts";
import { createRecord } from "./record.ts";
import { createStandingGrants } from "./standing.ts";
import { trustVerbs } from "./verbs.ts";

const policy = z.record(z.string(), z.enum(["allow", "ask", "deny"]));
const settings = z.object({
  servers: z.record(z.string(), z.object({ policy: policy.optional() })).default({}),
});

export const plugin: Plugin = {
  manifest: {
    name: "trust",
    version: "1.0.0",
    description:
      "Pins what tool servers say of themselves, and holds back what changes or misleads",
  },
  activate(host) {
    for (const type of EVENT_TYPES) host.eventType(type);
    const record = createRecord(host);
    const gate = createGate(record);
    host.provide("gate", "trust", gate);
    for (const verb of trustVerbs(host, record, gate)) host.verb(verb);
    const policies = () => {
      const { servers } = settings.parse(host.config());
      return Object.fromEntries(Object.entries(servers).map(([name, one]) => [name, one.policy]));
    };
    host.provide("standing-grants", "trust", createStandingGrants(policies, record.pins));
  },
};

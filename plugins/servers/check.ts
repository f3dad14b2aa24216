import { z } from "zod";

import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Checked, Hub } from "../../mcp/hub/index.ts";
import { configured, specOf } from "./definition.ts";
import { waiting } from "./list.ts";
import { provided } from "./provided.ts";
import { unknownServer } from "./verbs.ts";

const leftOut = z.object({ name: z.string(), reason: z.string() });

const checked = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** Why it does not start; "" when it does. */
  failure: z.string(),
  implementation: z.string(),
  era: z.enum(["legacy", "modern"]).nullable(),
  protocol: z.string(),
  startMs: z.int(),
  tools: z.array(z.object({ name: z.string(), effect: z.string() })),
  resources: z.int(),
  prompts: z.int(),
  /** Tools that it has and that cannot be offered. */
  leftOut: z.array(leftOut),
  quarantined: z.array(waiting),
  /** Lines on its standard output that were no messages. */
  noise: z.int(),
  /** The end of what it wrote to standard error. */
  stderr: z.string(),
});

const LONGEST_STDERR = 4_000;

/** Starts servers of the configuration beside those that run, and says how they are. */
export function checkVerb(host: Host): Verb {
  return defineVerb({
    name: "servers.check",
    description:
      "Starts a tool server, or each of them, once more, and says what is wrong with it.",
    scope: "person",
    input: z.strictObject({ name: z.string().min(1).optional() }),
    output: z.object({ servers: z.array(checked) }),
    async handler({ name }) {
      const known = configured(provided<{ read(): unknown }>(host, "config", "store").read());
      if (name !== undefined && !Object.hasOwn(known, name))
        throw unknownServer(name, Object.keys(known));
      const hub = provided<Hub>(host, "hub", "hub");
      const servers: z.input<typeof checked>[] = [];
      // One after the other: a start that fails for want of time says nothing of the server.
      for (const [each, said] of Object.entries(known)) {
        if (name !== undefined && each !== name) continue;
        const came = await hub.check(specOf(each, said)).catch((error: unknown) => error);
        servers.push(isChecked(came) ? well(each, came) : ill(each, messageOf(came)));
      }
      return { servers };
    },
  });
}

function isChecked(came: unknown): came is Checked {
  return !(came instanceof Error);
}

function well(name: string, came: Checked): z.input<typeof checked> {
  const { manifest, diagnostics } = came;
  return {
    name,
    ok: came.leftOut.length + came.quarantined.length + diagnostics.noise.count === 0,
    failure: "",
    implementation: manifest.implementation,
    era: manifest.era,
    protocol: manifest.protocol,
    startMs: came.startMs,
    tools: came.tools.map((tool) => ({ name: tool.name, effect: tool.effect })),
    resources: manifest.resources.length + manifest.resourceTemplates.length,
    prompts: manifest.prompts.length,
    leftOut: [...came.leftOut],
    quarantined: [...came.quarantined],
    noise: diagnostics.noise.count,
    stderr: diagnostics.stderr.slice(-LONGEST_STDERR),
  };
}

function ill(name: string, failure: string): z.input<typeof checked> {
  return {
    name,
    ok: false,
    failure,
    implementation: "",
    era: null,
    protocol: "",
    startMs: 0,
    tools: [],
    resources: 0,
    prompts: 0,
    leftOut: [],
    quarantined: [],
    noise: 0,
    stderr: "",
  };
}

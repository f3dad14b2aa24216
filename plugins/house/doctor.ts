import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Finding } from "../contracts/examination.ts";

export type Check = Finding;

const check = z.object({
  name: z.string(),
  ok: z.boolean().nullable(),
  detail: z.string(),
  mend: z.string(),
});

export function doctorVerb(host: Host): Verb {
  return defineVerb({
    name: "doctor.run",
    description: "Looks at everything Glassbox needs, or at what could leave the machine.",
    scope: "read",
    input: z.object({ privacy: z.boolean().default(false) }),
    output: z.object({ checks: z.array(check), ok: z.boolean() }),
    async handler({ privacy }, call) {
      // An idle kernel does not hold it.
      const { examined } = await import("./doctor-looks.ts");
      const checks = [...(await examined(host, privacy, call.signal))];
      return { checks, ok: checks.every((one) => one.ok !== false) };
    },
  });
}

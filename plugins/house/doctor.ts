import { z } from "zod";

import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { bunCheck, diskCheck, homeCheck, platformCheck, programChecks } from "./doctor-machine.ts";
import { modelChecks } from "./doctor-models.ts";
import { privacyChecks } from "./doctor-privacy.ts";
import {
  configCheck,
  ledgerCheck,
  pluginChecks,
  serverChecks,
  skillCheck,
} from "./doctor-parts.ts";

/** `ok` is null for what is neither right nor wrong, such as an optional program that is not there. */
export interface Check {
  readonly name: string;
  readonly ok: boolean | null;
  readonly detail: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly mend: string;
}

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
      const looks = privacy
        ? [() => privacyChecks(host, call.signal)]
        : examinations(host, call.signal);
      const found = await Promise.all(looks.map((look) => examine(look)));
      const checks = found.flat();
      return { checks, ok: checks.every((one) => one.ok !== false) };
    },
  });
}

type Look = () => readonly Check[] | Promise<readonly Check[]>;

function examinations(host: Host, signal: AbortSignal): readonly Look[] {
  return [
    () => [platformCheck(), bunCheck(), homeCheck(host.home), diskCheck(host.home)],
    () => [configCheck(host)],
    () => ledgerCheck(host, signal),
    () => pluginChecks(host),
    () => skillCheck(host, signal),
    () => serverChecks(host),
    () => programChecks(),
    () => modelChecks(host, signal),
  ];
}

/** A look that breaks is a finding, not the end of the others. */
async function examine(look: Look): Promise<readonly Check[]> {
  try {
    return await look();
  } catch (error) {
    return [{ name: "doctor", ok: false, detail: messageOf(error), mend: "mend that first" }];
  }
}

import { join } from "node:path";
import { z } from "zod";

import { usage } from "../../../kernel/error.ts";
import type { Host } from "../../../kernel/host.ts";
import { firstIssue } from "../../../kernel/verb.ts";
import type { PushOrder } from "../feed/messages.ts";

/** The part of the configuration that is ours; the house checks the same when a person writes it. */
const settings = z.object({
  export: z
    .object({
      otlp: z
        .object({
          endpoint: z.url({ protocol: /^https?$/ }),
          headersEnv: z.record(z.string(), z.string()).default({}),
          content: z.boolean().default(false),
          logs: z.boolean().default(true),
          everySeconds: z.number().positive().default(1),
        })
        .optional(),
    })
    .default({}),
});

/** Null: nobody has named a collector. A variable of the environment alone names none. */
export function pushOrder(host: Host): PushOrder | null {
  const { ledger } = host.kernel();
  const { data, error } = settings.safeParse(host.config());
  if (error) throw usage(`configuration: ${firstIssue(error)}`, "glassbox config shows it");
  const { otlp } = data.export;
  if (!otlp) return null;
  return {
    endpoint: otlp.endpoint.replace(/\/+$/, ""),
    headers: headersFrom(otlp.headersEnv, process.env),
    content: otlp.content,
    logs: otlp.logs,
    pauseMs: otlp.everySeconds * 1000,
    cursorFile: join(host.tenantDir, "otlp-cursor.json"),
    version: host.version,
    instance: `/${ledger.tenant}/${ledger.origin}`,
    from: ledger.lastRow(),
  };
}

/** Keys stand in the environment, never in the configuration. */
function headersFrom(
  names: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([header, variable]) => {
      const value = env[variable];
      if (value) return [header, value];
      throw usage(
        `export.otlp.headersEnv.${header}: the variable ${variable} is not set`,
        "set it for the kernel process, or take the header out",
      );
    }),
  );
}

import { z } from "zod";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Hub } from "../../mcp/hub/index.ts";
import { configured, specOf } from "./definition.ts";
import { provided } from "./provided.ts";
import { unknownServer } from "./verbs.ts";

/** Lets a person agree, at the authorization server of a remote server, that Glassbox acts for them there. */
export function loginVerb(host: Host): Verb {
  return defineVerb({
    name: "servers.login",
    description:
      "Logs a person in at a remote tool server: sends the page to open, and waits until they have agreed there.",
    scope: "person",
    input: z.strictObject({
      name: z.string().min(1),
      port: z.int().min(1).max(65_535).optional(),
    }),
    output: z.object({ name: z.string(), tools: z.array(z.string()) }),
    async handler({ name, port }, call) {
      const known = configured(provided<{ read(): unknown }>(host, "config", "store").read());
      const said = Object.hasOwn(known, name) ? known[name] : undefined;
      if (said === undefined) throw unknownServer(name, Object.keys(known));
      if (!("url" in said))
        throw usage(
          `name: ${name} is a program on this machine and knows no login`,
          `give it what it needs in its environment: glassbox mcp add ${name} --env NAME=secret://NAME -- COMMAND`,
        );
      const hub = provided<Hub>(host, "hub", "hub");
      try {
        await hub.login(name, {
          open: (url) => call.emit({ url }),
          signal: call.signal,
          ...(port === undefined ? {} : { port }),
        });
      } catch (error) {
        if (call.signal.aborted) throw error;
        throw new KernelError("unavailable", messageOf(error), {
          hint: `try it again: glassbox mcp login ${name}`,
        });
      }
      // Only a server that answers shows that the login is worth something.
      const { tools } = await hub.check(specOf(name, said)).catch((error: unknown) => {
        const hint = `what is wrong with it: glassbox mcp check ${name}`;
        throw new KernelError("unavailable", messageOf(error), { hint });
      });
      return { name, tools: tools.map((tool) => `${name}__${tool.name}`).toSorted() };
    },
  });
}

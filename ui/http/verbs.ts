import { z } from "zod";

import { defineVerb, type Verb } from "../../kernel/verb.ts";
import { directory, surface } from "../socket/mcp-hello.ts";
import type { HttpService } from "./service.ts";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "must be lower-case letters, digits and -")
  .describe("A token's name.");
const scope = z.enum(["full", "read"]);
const entry = z.object({ name, scope, created: z.string() });

/** What a person decides about the network listener. None of it is for a model. */
export function httpVerbs(service: HttpService, home: string): readonly Verb[] {
  const tokens = async () => (await import("./tokens.ts")).openTokens(home);
  return [
    defineVerb({
      name: "http.serve",
      description: "Listens on this machine's own address until the caller goes away.",
      scope: "person",
      input: z.strictObject({
        port: z.int().min(0).max(65_535).optional().describe("0: any."),
        dir: directory.optional(),
        surface: surface.optional(),
      }),
      output: z.object({}),
      async handler({ port, dir, surface: shown }, { signal, emit }) {
        const held = await service.hold({ port, dir, surface: shown });
        try {
          emit({ ...held.place });
          await aborted(signal);
          return {};
        } finally {
          await held.release();
        }
      },
    }),
    defineVerb({
      name: "tokens.add",
      description: "Makes a token for a client over HTTP. Nobody can be told it a second time.",
      scope: "person",
      input: z.strictObject({ name, scope: scope.default("full") }),
      output: z.object({ name, scope, token: z.string() }),
      handler: async (input) => ({
        ...input,
        token: (await tokens()).add(input.name, input.scope),
      }),
    }),
    defineVerb({
      name: "tokens.list",
      description: "Lists the tokens of clients over HTTP, without the tokens themselves.",
      scope: "person",
      input: z.strictObject({}),
      output: z.object({ tokens: z.array(entry) }),
      handler: async () => ({ tokens: [...(await tokens()).list()] }),
    }),
    defineVerb({
      name: "tokens.remove",
      description: "Makes a token worthless and ends the streams that were opened with it.",
      scope: "person",
      input: z.strictObject({ name }),
      output: entry,
      async handler(input) {
        const removed = (await tokens()).remove(input.name);
        service.open.revoke(removed.sha256);
        return removed;
      },
    }),
  ];
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

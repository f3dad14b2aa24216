import { afterAll, beforeAll, expect, test } from "bun:test";

import { type FrontHouse, openFront } from "../../../bench/support/front-house.ts";
import { pluginOf } from "../../../bench/support/kernel.ts";
import { toolServer } from "../../../bench/support/tool-server.ts";
import type { StandingGrants } from "../../../plugins/contracts/standing-grants.ts";
import { until } from "../../hub/testing.ts";

let carriedOut = 0;
const shop = toolServer("shop", {
  sends: {
    effect: "once",
    run: async (_, { signal }) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => reject(new Error("taken back")));
      setTimeout(resolve, 2_000);
      await promise;
      carriedOut += 1;
      return {};
    },
  },
});

/** A person has allowed it once and for all: nothing is asked before it goes out. */
const allowing = pluginOf("allowing", (host) => {
  const standing: StandingGrants = {
    given: (tools) =>
      tools
        .filter(({ name }) => name === "sends")
        .map(({ hash }) => ({
          allows: [
            {
              tool: "shop__sends",
              args: true,
              count: null,
              undoable: false,
              seen: false,
              step: null,
              plan: null,
              definitions: { shop__sends: hash },
            },
          ],
          ground: "configuration",
          expires: null,
        })),
  };
  host.provide("standing-grants", "allowing", standing);
});

let allowed: FrontHouse;
beforeAll(async () => {
  allowed = await openFront({ servers: [shop], plugins: [allowing], isBare: true });
});
afterAll(() => allowed[Symbol.asyncDispose]());

for (const era of ["modern", "legacy"] as const)
  test(`an effect is not carried out when its caller takes it back at once (${era})`, async () => {
    await using client = await allowed.connect({ era });
    const call = { name: "call", arguments: { tool: "shop__sends" } };
    await client.tools();
    for (const afterMs of [0, 0, 1, 2, 4, 8, 16, 32]) {
      const taken = new AbortController();
      const pending = client.client.callTool(call, { signal: taken.signal });
      const refused = pending.then(
        () => false,
        () => true,
      );
      await Bun.sleep(afterMs);
      taken.abort();
      expect(await refused).toBe(true);
    }
    // What was taken back before it had a run has none; of the others each is at its end.
    await until(() => allowed.kernel.runs.active().length === 0);
    expect(carriedOut).toBe(0);
  });

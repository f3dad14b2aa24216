// Our own contestant: the whole kernel with its real plugins, one in-process MCP server, and a plan of N reads in a row.
import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { serveContestant } from "../support/contestant.ts";
import { type House, openHouse } from "../support/kernel.ts";

let calls = 0;

const echoServer: InProcessSpec = {
  name: "bench",
  transport: "in-process",
  rooted: false,
  trusted: true,
  async create() {
    const server = new McpServer({ name: "bench", version: "1.0.0" });
    const answer = { ok: z.boolean(), i: z.number() };
    server.registerTool(
      "echo",
      {
        description: "Answers with the number it was given.",
        inputSchema: z.object({ i: z.number() }),
        outputSchema: z.object(answer),
        _meta: { "dev.glassbox/effect": "read" },
      },
      ({ i }) => {
        calls += 1;
        const structuredContent = { ok: true, i };
        return {
          content: [{ type: "text", text: JSON.stringify(structuredContent) }],
          structuredContent,
        };
      },
    );
    return server;
  },
};

/** Each step waits for the one before it. Without any expectation no run ends `done`, so the last one has one. */
function planOf(steps: number) {
  return {
    goal: "echo",
    steps: Array.from({ length: steps }, (_, i) => ({
      id: `s${i}`,
      do: { tool: { server: "bench", name: "echo", args: { i } } },
      after: i === 0 ? [] : [`s${i - 1}`],
      ...(i === steps - 1 && {
        expect: { matches: { properties: { i: { const: i } }, required: ["i"] } },
      }),
    })),
  };
}

/** Without following its progress, as the peers are not followed either. */
function finished({ kernel: { runs } }: House, run: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const standing = runs.standing(run);
      if (standing?.kind === "running") return;
      stop();
      // A run that is over has no loop any more.
      if (standing === null || standing.kind === "finished") resolve();
      else reject(new Error(`run ${run} is ${standing.kind}`));
    };
    const stop = runs.onStanding(look);
    look();
  });
}

await serveContestant(async (folder) => {
  const house = await openHouse({ home: folder, servers: [echoServer] });
  return {
    async run(steps) {
      calls = 0;
      const run = await house.start(planOf(steps), { access: "read" });
      await finished(house, run);
      const { outcome } = house.state(run);
      if (outcome !== "done") throw new Error(`run ${run} ended ${outcome}`);
      return calls;
    },
    close: () => house.close(),
  };
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import type { StdioSpec } from "../../mcp/hub/index.ts";
import type { Order } from "./server/order.ts";
import { openWorld, type World } from "./world.ts";

/** Where one fault is played: an empty home, a world outside of it, and a server that can be told to misbehave. */
export interface Stage {
  /** For `openHouse`. */
  readonly home: string;
  readonly world: World;
  server(order: Partial<Order>): StdioSpec;
}

export function setStage(folder: string): Stage {
  const home = join(folder, "home");
  mkdirSync(home);
  return stageAt(home, join(folder, "world"));
}

export function stageAt(home: string, folder: string): Stage {
  const world = openWorld(folder);
  return {
    home,
    world,
    server(order) {
      const standard = { fault: "none", on: "put b", times: 1, then: null, victim: 0, file: "" };
      return {
        name: "world",
        transport: "stdio",
        rooted: false,
        trusted: true,
        command: process.execPath,
        args: [
          join(import.meta.dir, "server.ts"),
          JSON.stringify({ ...standard, ...order, world: world.folder } satisfies Order),
        ],
        env: {},
        cwd: folder,
      };
    },
  };
}

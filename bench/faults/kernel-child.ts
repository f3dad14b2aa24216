// A kernel in a process of its own that runs one plan: `bun bench/faults/kernel-child.ts ORDER`, until somebody kills it.
import type { JsonObject } from "../../kernel/json.ts";
import { openHouse } from "../support/kernel.ts";
import { ALLOWED } from "./play.ts";
import type { Order } from "./server/order.ts";
import { stageAt } from "./stage.ts";

export interface KernelChildOrder {
  readonly home: string;
  readonly world: string;
  readonly order: Partial<Order>;
  readonly plan: JsonObject;
}

const { home, world, order, plan } = JSON.parse(process.argv[2]!) as KernelChildOrder;
const stage = stageAt(home, world);
const house = await openHouse({
  home,
  servers: [stage.server({ ...order, victim: process.pid })],
});
const run = await house.start(plan, { allow: ALLOWED });
const { outcome } = await house.settled(run);
// Only one that outlived its fault comes here.
console.error(`the run ended ${outcome}`);
process.exit(1);

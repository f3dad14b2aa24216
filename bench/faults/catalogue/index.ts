import type { Fault } from "../fault.ts";
import { play } from "../play.ts";
import { three } from "../plans.ts";
import { CLOCK_FAULTS } from "./clock.ts";
import { DISK_FAULTS } from "./disk.ts";
import { LEDGER_FAULTS } from "./ledger.ts";
import { MENDING_FAULTS } from "./mending.ts";
import { MODEL_FAULTS } from "./models.ts";
import { PROCESS_FAULTS } from "./processes.ts";
import { RUN_FAULTS } from "./runs.ts";
import { TOOL_FAULTS } from "./tools.ts";
import { WIRE_FAULTS } from "./wire.ts";

export const CONTROL: Fault = {
  name: "none",
  bar: "right",
  play: (stage) => play(stage, three("put"), { servers: [stage.server({})] }),
};

export const FAULTS: readonly Fault[] = [
  ...TOOL_FAULTS,
  ...WIRE_FAULTS,
  ...PROCESS_FAULTS,
  ...CLOCK_FAULTS,
  ...LEDGER_FAULTS,
  ...DISK_FAULTS,
  ...RUN_FAULTS,
  ...MODEL_FAULTS,
  ...MENDING_FAULTS,
];

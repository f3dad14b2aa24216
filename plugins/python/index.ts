import type { Plugin } from "../../kernel/host.ts";
import type { Tools } from "../../kernel/ports/tools.ts";
import type { Asked } from "../contracts/asked.ts";
import type {} from "../contracts/ports.ts";
import type {} from "../contracts/tainted-result.ts";
import type * as Late from "./at-work.ts";
import { programDriver } from "./driver.ts";
import { checkpointEraser } from "./eraser.ts";
import {
  ADVANCED,
  advancedSchema,
  GIVEN,
  givenSchema,
  KEPT,
  keptSchema,
  VIOLATION,
  violationSchema,
  WEAK,
  weakSchema,
} from "./events.ts";
import { SERVER } from "./server-name.ts";
import { reduce } from "./slice.ts";
import { packageVerbs } from "./verbs.ts";
import { violationReflex } from "./violation-reflex.ts";
import { wallsExamination } from "./walls-examination.ts";

export const plugin: Plugin = {
  manifest: {
    name: "python",
    version: "1.0.0",
    description: "Programs in runs: each call that one makes is an effect of its own",
  },
  activate(host) {
    host.eventType({ type: GIVEN, schema: givenSchema });
    host.eventType({ type: KEPT, schema: keptSchema });
    host.eventType({ type: VIOLATION, schema: violationSchema, reduce });
    host.eventType({ type: WEAK, schema: weakSchema, reduce });
    host.eventType({ type: ADVANCED, schema: advancedSchema, reduce });
    host.reflex(violationReflex(host));
    for (const verb of packageVerbs(host)) host.verb(verb);
    host.provide("eraser", "python", checkpointEraser(host));
    const tools = host.needs("tools");
    let made: Late.AtWork | null = null;
    // Loaded with the first program: an idle kernel does not hold it.
    const late = (): typeof Late => import.meta.require("./at-work.ts");
    const work = () => (made ??= late().atWork(host, tools));
    const wrapped: Tools = {
      list: (dir) => tools.list(dir),
      call: (call) => (call.server === SERVER ? work().calls.call(call) : tools.call(call)),
    };
    host.port("tools", wrapped);
    host.provide(
      "driver",
      "program",
      programDriver(host, () => work().programs),
    );
    const asked: Asked = {
      answer: (method, params, signal) => work().desk.answer(method, params, signal),
    };
    host.provide("asked", SERVER, asked);
    host.provide("examination", SERVER, wallsExamination(host));
  },
};

import type { Host } from "../../kernel/host.ts";
import { traceOf, type Wire } from "../../mcp/wire/index.ts";
import type { Eraser } from "../contracts/eraser.ts";
import { BLANKED } from "./events.ts";
import { note } from "./note.ts";

const RUN = "run/";

/** Takes what crossed the wire for erased runs out of its record. */
export function eraserOf(host: Host, wire: Wire): Eraser {
  return {
    async erase(root, events) {
      const streams = events.map(({ subject }) => subject).filter((one) => one.startsWith(RUN));
      const runs = new Set([root, ...streams.map((subject) => subject.slice(RUN.length))]);
      const traces = new Set(events.flatMap(({ traceparent }) => traceparent ?? []).map(traceOf));
      const blanked = await wire.erase({ runs, traces });
      await note(host, ...blanked.map((one): [string, object] => [BLANKED, one]));
    },
  };
}

import { join } from "node:path";

import { messageOf } from "../../kernel/error.ts";
import type { Host, Plugin } from "../../kernel/host.ts";
import { text } from "../../kernel/event.ts";
import type { Boot } from "../../kernel/kernel.ts";
import { createWire, segmentsIn, type Wire, type WireRecorder } from "../../mcp/wire/index.ts";
import type { Check } from "../contracts/check.ts";
import { checkSegments } from "./check.ts";
import { eraserOf } from "./eraser.ts";
import { EVENT_TYPES, RELEASED, SEALED } from "./events.ts";
import { note } from "./note.ts";
import { readVerb } from "./read-verb.ts";
import { redactionOf } from "./redact.ts";
import { settingsIn } from "./settings.ts";

/** How often a kernel without traffic looks for segments that have become too old. */
const LOOK_MS = 60 * 60 * 1000;

/** Provides the recorder as `wire`, named `recorder`. */
export const plugin: Plugin = {
  manifest: {
    name: "wire",
    version: "1.0.0",
    description: "The record of all messages of MCP, in files whose roots stand in the ledger",
  },
  activate(host) {
    for (const type of EVENT_TYPES) host.eventType(type);
    const dir = join(host.tenantDir, "wire");
    const wire = createWire({
      dir,
      isOn: () => settingsIn(host.config()).record,
      keep() {
        const { keepDays: days, keepMb: megabytes } = settingsIn(host.config());
        return { days, megabytes };
      },
      ...redactionOf(host),
      onSealed: (sealed) => note(host, [SEALED, sealed]),
      onReleasing: (released) => note(host, [RELEASED, released]),
      onTrouble: (sentence) => console.error(`glassbox: ${sentence}`),
    });
    host.provide("wire", "recorder", wire satisfies WireRecorder);
    host.provide("eraser", "wire", eraserOf(host, wire));
    const check: Check = () => checkSegments(host.kernel(), dir);
    host.provide("check", "wire", check);
    host.verb(readVerb(host, wire));
    const boot: Boot = async () => begin(host, wire, dir);
    host.provide("boot", "wire", boot);
  },
};

/** What the last process left is looked after beside the work of this one. */
function begin(host: Host, wire: Wire, dir: string): () => Promise<void> {
  if (segmentsIn(dir).length > 0) {
    void wire.settle(toldOf(host)).catch((error: unknown) => {
      console.error(
        `glassbox: the wire record of before was not looked after: ${messageOf(error)}`,
      );
    });
  }
  const look = setInterval(() => void wire.retain(), LOOK_MS);
  look.unref();
  return async () => {
    clearInterval(look);
    await wire.close();
  };
}

function toldOf(host: Host): ReadonlySet<string> {
  const { ledger } = host.kernel();
  const sealed = ledger.query({ subject: `tenant/${ledger.tenant}`, types: [SEALED] });
  return new Set([...sealed].map(({ data }) => text(data?.["segment"])));
}

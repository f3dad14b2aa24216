import { join } from "node:path";

import type { Plugin } from "../../kernel/host.ts";
import type { Checked } from "../contracts/check.ts";
import type { Contents } from "../contracts/contents.ts";
import type { EventFeed } from "../contracts/event-feed.ts";
import { exportVerb } from "./export-verb.ts";
import { eventFeed } from "./feed/event-feed.ts";
import { ReadingThread } from "./feed/reading-thread.ts";
import { checkMissing } from "./import/check-missing.ts";
import { importVerb } from "./import-verb.ts";
import { importedType } from "./imported.ts";
import { pushOrder } from "./push/order.ts";

export const plugin: Plugin = {
  manifest: {
    name: "export",
    version: "1.0.0",
    description: "Runs leave and enter as files; events and telemetry go to whoever asked for them",
  },
  activate(host) {
    host.eventType(importedType);
    host.verb(exportVerb(host));
    host.verb(importVerb(host));
    host.provide("check", "imports", (): Checked => {
      const contents = host.provided<Contents>("contents").get("workspace");
      return checkMissing(host.kernel().ledger, contents);
    });
    const thread = new ReadingThread({
      ledger: () => host.kernel().ledger,
      path: join(host.tenantDir, "ledger.db"),
      note: (message) => console.error(`glassbox: ${message}`),
    });
    const feed: EventFeed = eventFeed(host, thread, join(host.tenantDir, "archive"));
    host.provide("event-feed", "export", feed);
    host.provide("boot", "export", async () => {
      const order = pushOrder(host);
      if (order) thread.push(order);
      return async () => thread.end();
    });
  },
};

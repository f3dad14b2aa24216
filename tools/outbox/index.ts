import { McpServer } from "@modelcontextprotocol/server";
import { outboxFind } from "./find.ts";
import { outboxList } from "./list.ts";
import { createMutex } from "./mutex.ts";
import { isOutbox } from "./is-outbox.ts";
import { placeIn } from "./place.ts";
import { outboxSend } from "./send.ts";

export { isOutbox } from "./is-outbox.ts";

export interface OutboxOptions {
  /** The directory that has the outbox: a folder `outbox` with its settings, `outbox.json`. */
  readonly root: string;
}

/** Throws when the root has no outbox. */
export function createServer({ root }: OutboxOptions): McpServer {
  if (!isOutbox(root))
    throw new Error(`root: ${root} has no outbox; write {"version":1} to outbox/outbox.json in it`);
  const context = { place: placeIn(root), inTurn: createMutex() };
  const server = new McpServer(
    { name: "glassbox-outbox", title: "Outbox", version: "0.1.0" },
    { capabilities: { tools: { listChanged: false } } },
  );
  for (const install of [outboxSend, outboxFind, outboxList]) install(server, context);
  return server;
}

import { randomUUID } from "node:crypto";
import { isAbsolute } from "node:path";
import { McpServer } from "@modelcontextprotocol/server";
import { offersOf } from "./client/offers.ts";
import { liveSessions } from "./limits.ts";
import { openCheckpoints } from "./session/checkpoints.ts";
import { Sessions } from "./session/sessions.ts";
import type { Install } from "./tool.ts";
import { pythonPackages } from "./tools/packages.ts";
import { pythonRun } from "./tools/run.ts";
import { sessionClose } from "./tools/session-close.ts";
import { sessionExec } from "./tools/session-exec.ts";
import { sessionFork } from "./tools/session-fork.ts";
import { sessionList } from "./tools/session-list.ts";
import { sessionOpen } from "./tools/session-open.ts";
import { sessionRestore } from "./tools/session-restore.ts";
import type { PythonOptions } from "./types.ts";
import { createWorkshop } from "./workshop.ts";

export type { PythonOptions } from "./types.ts";

const IDLE_MS = 60_000;

const TOOLS: readonly Install[] = [
  pythonPackages,
  pythonRun,
  sessionClose,
  sessionExec,
  sessionFork,
  sessionList,
  sessionOpen,
  sessionRestore,
];

/** Nothing is started, loaded or written before the first call. Throws when an option cannot be used. */
export function createServer(options: PythonOptions): McpServer {
  if (!isAbsolute(options.store))
    throw new Error(`store: ${JSON.stringify(options.store)} is no absolute path; give one`);
  const workshop = createWorkshop(options);
  let sessions: Sessions | undefined;
  const openSessions = () => {
    const checkpoints = openCheckpoints(options.store);
    const mostLive = liveSessions(options);
    return new Sessions({ workshop, checkpoints, mostLive, idleMs: IDLE_MS });
  };
  const context = {
    workshop,
    sessions: () => (sessions ??= openSessions()),
    connection: randomUUID(),
  };
  const server = new McpServer(
    { name: "glassbox-python", title: "Python", version: "0.1.0" },
    { capabilities: { tools: { listChanged: false } } },
  );
  const installed = TOOLS.map((install) => install(server, context));
  const connected = server.server;
  connected.oninitialized = () => {
    const offers = offersOf(connected.getClientCapabilities());
    for (const adapt of installed) adapt(offers);
  };
  // A client that goes away leaves no process behind, and whoever closes the server can wait for their end.
  connected.onclose = () => void workshop.close().catch(() => {});
  const close = server.close.bind(server);
  server.close = async () => {
    await close();
    await workshop.close();
  };
  return server;
}

import { spawn } from "node:child_process";

import type { JsonObject } from "../../../kernel/json.ts";
import type { World } from "../world.ts";
import { raw, reply, type RequestId, send } from "./wire.ts";

type Strikes = (fault: string) => boolean;

/** Faults of the process itself. */
export function atStart(strikes: Strikes, world: World): void {
  if (strikes("leaves a zombie")) {
    // What the shell becomes does not know the child that the shell had, and never asks how it ended.
    const parent = spawn("sh", ["-c", "sleep 0 & exec sleep 600"], { stdio: "ignore" });
    world.enter(parent.pid!);
    parent.unref();
  }
  if (strikes("stays when told to go")) {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {});
    setInterval(() => {}, 1000);
  }
  if (strikes("exits before a word")) process.exit(3);
}

export function onInitialize(id: RequestId, params: JsonObject, strikes: Strikes): void {
  if (strikes("speaks another version")) return reply(id, welcome("1815-12-10"));
  if (strikes("refuses to begin"))
    return send({ id, error: { code: -32603, message: "not before noon" } });
  if (strikes("begins with noise")) raw("Loading model ... 100 %\n\n{ready: true}\n");
  reply(id, welcome(String(params["protocolVersion"])));
  if (strikes("exits after initialize")) process.exit(0);
}

function welcome(protocolVersion: string): JsonObject {
  const capabilities = { tools: { listChanged: true } };
  return { protocolVersion, capabilities, serverInfo: { name: "world", version: "1" } };
}

export type { Caller, Era, PassedRequest } from "./caller.ts";
export type { Checked } from "./check.ts";
export type {
  Diagnostics,
  HubEvent,
  LeftOut,
  Quarantined,
  ServerState,
  ServerStatus,
} from "./event.ts";
export type { Gate, Quarantine } from "./gate.ts";
export { createHub } from "./hub.ts";
export type { Hub } from "./hub.ts";
export { createManifestFiles } from "./manifest-files.ts";
export type { Manifest, Manifests } from "./manifest.ts";
export { needsRun } from "./needs-run.ts";
export { needsLogin } from "./oauth/needs-login.ts";
export type { HubOptions } from "./options.ts";
export { joinName } from "./spec.ts";
export type {
  HttpSpec,
  InProcessSpec,
  McpServerLike,
  ServerSpec,
  StdioSpec,
  WorkerSpec,
} from "./spec.ts";

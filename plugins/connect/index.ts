export { CLIENTS, clientNamed, isClient } from "./clients/index.ts";
export type { Client } from "./clients/client.ts";
export {
  checkClient,
  connectClient,
  type Connected,
  type Connecting,
  isInstalled,
  settingsOf,
  type Standing,
  standingOf,
  undoConnect,
  type Undone,
} from "./connect.ts";
export { readSettings } from "./edit.ts";
export { editsFolder } from "./journal.ts";
export { isOurs } from "./ours.ts";
export type { Place } from "./place.ts";
export type { Program } from "./server.ts";
export { type Source, sourceOfClient, sourceOfFile } from "./take-over/found.ts";
export { putBack, removeServers } from "./take-over/remove.ts";
export { takeOver, type Taken, type TakingOver } from "./take-over/take-over.ts";

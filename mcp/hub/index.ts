export { createHub } from "./hub.ts";
export type { Hub, HubOptions } from "./hub.ts";
export type { Diagnostics, HubEvent, LeftOut, ServerStatus } from "./event.ts";
export { joinName } from "./spec.ts";
export type { InProcessSpec, McpServerLike, ServerSpec, StdioSpec } from "./spec.ts";

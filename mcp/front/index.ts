export { createFront } from "./create-front.ts";
export { createServerDesk } from "./servers/server-desk.ts";
export type { Conversation, Desk, FrontClient, Principal, ShownTool, Surface } from "./desk.ts";
export type { Front, LineStream, Tasks } from "./front.ts";
export type { FrontOptions, ServerDeskOptions, ServersBehind } from "./options.ts";

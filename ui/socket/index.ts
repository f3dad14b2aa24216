export { connect } from "./client.ts";
export type { CallOptions, Client, ConnectOptions } from "./client.ts";
export { homeFolder, homePaths } from "./home.ts";
export type { OpenKernel } from "./server.ts";
export { VERSION } from "./version.ts";
export { errorBody } from "./wire.ts";
export type { ErrorBody } from "./wire.ts";

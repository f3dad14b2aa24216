import type { Principal } from "../../mcp/front/index.ts";

/** One request that has come past every guard. */
export interface Admitted {
  readonly request: Request;
  readonly principal: Principal;
}

/** What is served at a path, and below it, to those who have a token. */
export interface Route {
  readonly path: string;
  handle(admitted: Admitted): Promise<Response>;
}

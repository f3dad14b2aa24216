import { Hono } from "hono";

import { sha256 } from "../../kernel/json.ts";
import type { Principal } from "../../mcp/front/index.ts";
import { bearer } from "./bearer.ts";
import { answered } from "./answered.ts";
import type { OpenRequests } from "./open-requests.ts";
import { rateGuard } from "./rate.ts";
import { refusal, refusedResponse } from "./refusal.ts";
import type { Route } from "./routes.ts";
import { sameMachineGuard } from "./same-machine.ts";
import { failureResponse } from "./status.ts";
import type { Tokens } from "./tokens.ts";

const RATE = {
  perSecond: 5000,
  burst: 10_000,
  newPerSecond: 50,
  newBurst: 200,
  callers: 1024,
};

export interface AppOptions {
  readonly port: number;
  readonly tokens: Tokens;
  /** Where a person finds a token. */
  readonly tokenPath: string;
  readonly open: OpenRequests;
  readonly routes: readonly Route[];
  /** Where clients work, and what they are shown. */
  readonly clients: Pick<Principal, "dir" | "surface">;
}

/** What the listener says about one connection. */
export interface Carrier {
  /** Of the other end. */
  readonly peer: string;
  /** While `false`, a connection that is silent for a while is closed. */
  mayBeSilent(may: boolean): void;
}

/**
 * Everything that is served over the network. Each request passes the guards in this order, and the first that minds
 * answers: the host name and the page it comes from, how often it asks, its token, how much it has open.
 */
export function createApp(options: AppOptions): Hono<{ Bindings: Carrier }> {
  const { port, tokens, tokenPath, open, routes, clients } = options;
  const otherMachine = sameMachineGuard(port);
  const tooOften = rateGuard({ ...RATE, now: () => performance.now() });
  const app = new Hono<{ Bindings: Carrier }>();

  app.use(async ({ req: { raw: request }, env }, next) => {
    const caller = sha256(request.headers.get("authorization") ?? `nobody ${env.peer}`);
    const minded = otherMachine(request.headers) ?? tooOften(caller);
    if (minded) return refusedResponse(minded);
    await next();
  });
  app.get("/health", () => Response.json({ ok: true }));

  for (const { path, handle } of routes) {
    app.all(path, async ({ req: { raw: request }, env }) => {
      const known = bearer(request.headers, tokens, tokenPath);
      if ("refusal" in known) return refusedResponse(known.refusal);
      const { sha256: token, scope } = known.entry;
      const entered = open.enter(token);
      if ("refusal" in entered) return refusedResponse(entered.refusal);
      const over = () => {
        env.mayBeSilent(false);
        entered.leave();
      };
      try {
        env.mayBeSilent(true);
        request.signal.addEventListener("abort", entered.leave);
        const principal = { id: `token/${token}`, via: "http", scope, ...clients } as const;
        const response = await handle({ request, principal });
        return answered(response, over, entered.onRevoked);
      } catch (error) {
        over();
        return failureResponse(error);
      }
    });
  }
  app.notFound(() => refusedResponse(refusal(404, "not_found", "nothing is served here")));
  app.onError((error) => failureResponse(error));
  return app;
}

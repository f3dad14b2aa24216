import { rmSync } from "node:fs";
import { join } from "node:path";

import { messageOf, unavailable, usage } from "../../kernel/error.ts";
import type { Front, Principal } from "../../mcp/front/index.ts";
import type { Listener } from "./listener.ts";
import { type OpenRequests, openRequests } from "./open-requests.ts";
import { mcpRoute } from "./mcp-route.ts";
import { writePrivate } from "./token-file.ts";
import { tokenPaths } from "./token-paths.ts";

/** `http` of the configuration. */
export interface HttpConfig {
  readonly listen: boolean;
  readonly port: number;
}

export interface HttpWish {
  /** Undefined: as the configuration says. 0: any. */
  readonly port: number | undefined;
  readonly dir: string | undefined;
  readonly surface: Principal["surface"] | undefined;
}

/** Where the listener is reached, and the file with the token. */
export interface HttpPlace {
  readonly url: string;
  readonly token: string;
}

/** The network listener of a home: open as long as somebody wants it. */
export interface HttpService {
  /** Opens it, or joins those who have; the listener stays until all have called `release`. */
  hold(wish: HttpWish): Promise<{ readonly place: HttpPlace; release(): Promise<void> }>;
  /** As long as the kernel runs, if the configuration says so. A port that cannot be had is no reason not to boot. */
  followConfig(): Promise<void>;
  readonly open: OpenRequests;
  close(): Promise<void>;
}

export interface HttpServiceOptions {
  readonly home: string;
  readonly front: () => Front;
  readonly config: () => Promise<HttpConfig>;
}

interface Listening {
  readonly listener: Listener;
  readonly clients: Pick<Principal, "dir" | "surface">;
  holders: number;
}

/** Says where a kernel listens, as long as it does. */
export function placePath(home: string): string {
  return join(home, "http.json");
}

export function httpService({ home, front, config }: HttpServiceOptions): HttpService {
  const open = openRequests();
  const paths = tokenPaths(home);
  const file = placePath(home);
  let listening: Listening | null = null;
  let isClosed = false;
  // Of a kernel that was killed: whoever makes a service holds the home's lock.
  rmSync(file, { force: true });

  async function begin(wish: HttpWish): Promise<Listening> {
    // Loaded late: a kernel that does not listen holds none of it.
    const [{ listenOn }, { openTokens }, { port }] = await Promise.all([
      import("./listener.ts"),
      import("./tokens.ts"),
      config(),
    ]);
    if (listening) return joined(listening, wish);
    if (isClosed) throw unavailable("the kernel is leaving", "try again");
    front();
    const tokens = openTokens(home);
    tokens.ready();
    const clients = { dir: wish.dir ?? null, surface: wish.surface ?? null };
    const routes = [mcpRoute(front)];
    const options = { tokens, tokenPath: paths.token, open, routes, clients };
    listening = { listener: listenOn(wish.port ?? port, options), clients, holders: 1 };
    writePrivate(file, `${JSON.stringify({ url: urlOf(listening), pid: process.pid })}\n`);
    return listening;
  }

  async function end(): Promise<void> {
    const ending = listening;
    if (!ending) return;
    listening = null;
    rmSync(file, { force: true });
    await ending.listener.close();
  }

  async function hold(wish: HttpWish) {
    const held = listening ? joined(listening, wish) : await begin(wish);
    let isHeld = true;
    return {
      place: { url: urlOf(held), token: paths.token },
      async release() {
        if (!isHeld) return;
        isHeld = false;
        if (--held.holders === 0 && !isClosed) await end();
      },
    };
  }

  return {
    open,
    hold,
    async followConfig() {
      try {
        const { listen } = await config();
        if (listen) await hold({ port: undefined, dir: undefined, surface: undefined });
      } catch (error) {
        console.error(`glassbox: http: ${messageOf(error)}`);
      }
    },
    async close() {
      isClosed = true;
      await end();
    },
  };
}

function urlOf({ listener }: Listening): string {
  return `http://127.0.0.1:${listener.port}/mcp`;
}

/** There is one listener, so whoever comes later takes it as it is. */
function joined(listening: Listening, { port, dir, surface }: HttpWish): Listening {
  const { listener, clients } = listening;
  const others = [
    ...(port === undefined || port === 0 || port === listener.port ? [] : ["--port"]),
    ...(dir === undefined || dir === clients.dir ? [] : ["--dir"]),
    ...(surface === undefined || surface === clients.surface ? [] : ["--surface"]),
  ];
  if (others.length === 0) {
    listening.holders++;
    return listening;
  }
  throw usage(
    `this home listens already, on port ${listener.port}, with another ${others.join(" and ")}`,
    `leave out ${others.join(" and ")}, or end the glassbox serve that came first`,
  );
}

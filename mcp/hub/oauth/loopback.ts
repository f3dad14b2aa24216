import { atMost } from "../waiting.ts";

/** Where a browser is sent back to after a person has agreed: 127.0.0.1, for one login only. */
export interface Loopback {
  readonly redirect: string;
  /** The parameters of the one request that carries our state. */
  readonly answer: Promise<URLSearchParams>;
  close(): Promise<void>;
}

const path = "/callback";
const farewellMs = 500;
const headers = {
  "Content-Type": "text/plain; charset=utf-8",
  "Cache-Control": "no-store",
  Connection: "close",
  "Content-Security-Policy": "default-src 'none'",
  "Referrer-Policy": "no-referrer",
};

/** Throws when the port is taken. */
export function openLoopback(state: string, port: number): Loopback {
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    fetch(request) {
      const { host, pathname, searchParams } = new URL(request.url);
      const isOurs = request.method === "GET" && host === `127.0.0.1:${server.port}`;
      if (!isOurs || pathname !== path)
        return new Response("There is nothing here.\n", { status: 404, headers });
      // Whoever does not know the state does not come from this login.
      if (searchParams.get("state") !== state) {
        return new Response("This is not the answer to the login.\n", { status: 400, headers });
      }
      resolve(searchParams);
      const words = searchParams.has("code")
        ? "Glassbox has your answer. You can close this page.\n"
        : "You have not agreed, and Glassbox does nothing. You can close this page.\n";
      return new Response(words, { headers });
    },
  });
  return {
    redirect: `http://127.0.0.1:${server.port}${path}`,
    answer: promise,
    async close() {
      // The page is still on its way to the browser, which may keep the connection for later.
      await atMost(farewellMs, server.stop());
      await server.stop(true);
    },
  };
}

import { KernelError, messageOf } from "../../kernel/error.ts";
import { type AppOptions, type Carrier, createApp } from "./app.ts";
import { LONGEST_BODY } from "./body.ts";

/** Only programs of this machine get as far as the guards. */
const HOSTNAME = "127.0.0.1";
/** A connection between two requests, or with half the head of one. */
const SILENT_SECONDS = 120;

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

type Serve = (request: Request, carrier: Carrier) => Response | Promise<Response>;

/** Opens the one network listener. Throws `conflict` when the port is taken. */
export function listenOn(port: number, options: Omit<AppOptions, "port">): Listener {
  // The guards have to know the port, which is known when it is open.
  const app: { fetch: Serve } = { fetch: () => new Response(null, { status: 503 }) };
  const server = opened(port, {
    hostname: HOSTNAME,
    // Otherwise a second listener would be let in beside this one, and get half of its requests.
    reusePort: false,
    idleTimeout: SILENT_SECONDS,
    maxRequestBodySize: LONGEST_BODY,
    development: false,
    fetch: (request: Request, here: Bun.Server<undefined>) =>
      app.fetch(request, {
        peer: here.requestIP(request)?.address ?? "",
        mayBeSilent: (may) => here.timeout(request, may ? 0 : SILENT_SECONDS),
      }),
    error(error: unknown) {
      console.error(`glassbox: http: ${messageOf(error)}`);
      return new Response(null, { status: 500 });
    },
  });
  app.fetch = createApp({ ...options, port: server.port! }).fetch;
  return { port: server.port!, close: () => server.stop(true) };
}

function opened(
  port: number,
  options: Omit<Bun.Serve.Options<undefined>, "port">,
): Bun.Server<undefined> {
  try {
    return Bun.serve({ ...options, port } as Bun.Serve.Options<undefined>);
  } catch (error) {
    throw new KernelError(
      "conflict",
      `port ${port} of ${HOSTNAME} cannot be had: ${messageOf(error)}`,
      {
        hint: `lsof -i :${port} says who has it; glassbox serve --port 0 takes any other one`,
      },
    );
  }
}

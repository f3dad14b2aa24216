import { KernelError } from "../../kernel/error.ts";
import { difference, fingerprint } from "./environment.ts";
import type { HomePaths } from "./home.ts";
import { lineCutter } from "./lines.ts";
import { mcpPath } from "./mcp-path.ts";
import { LONGEST_MESSAGE, type McpHello, type McpWelcome } from "./mcp-wire.ts";
import { startKernel } from "./start-kernel.ts";
import { VERSION } from "./version.ts";
import { errorFrom } from "./wire.ts";

/** Another process may hold the lock while it boots or leaves; beyond this it is stuck. */
const PATIENCE_MS = 30_000;

/** An open stream to a kernel. */
export interface McpLink {
  /** Whole lines. Resolves when the kernel may have more, or is gone. */
  write(bytes: Buffer): Promise<void>;
  /** While paused nothing is read. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface LinkListener {
  /** Whole lines of the kernel. */
  lines(lines: readonly Buffer[]): void;
  closed(): void;
  /** The kernel is another one than this client would start. */
  notice(line: string): void;
}

interface Connection {
  waiting: (() => void) | null;
  unsent: Buffer;
  isClosed: boolean;
  cut: (chunk: Buffer) => Buffer[];
  /** Null once the kernel has said its first line. */
  welcome: ((line: Buffer | null) => void) | null;
}

/** Opens a stream, starting the kernel when there is none. Throws `KernelError` with what keeps it from being one. */
export async function openLink(
  paths: HomePaths,
  hello: Omit<McpHello, "version">,
  listener: LinkListener,
): Promise<McpLink> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 300)) {
    const link = await tryLink(paths, hello, listener);
    if (link) return link;
    if (Date.now() > deadline) {
      throw new KernelError(
        "unavailable",
        `another process is the kernel of ${paths.home} and takes no MCP`,
        { hint: `${paths.log} may say why; end that process and try again` },
      );
    }
    if ((await startKernel(paths)) === "held") await Bun.sleep(pause);
  }
}

/** Null when nobody serves there, or whoever does is about to leave. */
async function tryLink(
  paths: HomePaths,
  hello: Omit<McpHello, "version">,
  listener: LinkListener,
): Promise<McpLink | null> {
  const welcomed = Promise.withResolvers<Buffer | null>();
  const data: Connection = {
    waiting: null,
    unsent: Buffer.alloc(0),
    isClosed: false,
    cut: lineCutter(LONGEST_MESSAGE),
    welcome: welcomed.resolve,
  };
  let socket: Bun.Socket<Connection>;
  try {
    socket = await Bun.connect<Connection>({
      unix: mcpPath(paths),
      data,
      socket: {
        data: (own, chunk) => received(own, chunk, listener),
        drain: flush,
        close: (own) => ended(own, listener),
        error: (own) => ended(own, listener),
      },
    });
  } catch {
    return null;
  }
  const link: McpLink = {
    write(bytes) {
      data.unsent = data.unsent.length === 0 ? bytes : Buffer.concat([data.unsent, bytes]);
      return new Promise((resolve) => {
        data.waiting = resolve;
        flush(socket);
      });
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
  };
  await link.write(Buffer.from(`${JSON.stringify({ ...hello, version: VERSION })}\n`));
  const first = await welcomed.promise;
  if (first === null) return null;
  const welcome = JSON.parse(first.toString()) as McpWelcome;
  if ("error" in welcome) {
    link.close();
    throw errorFrom(welcome.error);
  }
  const mine = { version: VERSION, environment: fingerprint() };
  const line = difference(mine, welcome.kernel);
  if (line !== null) listener.notice(line);
  return link;
}

function received(socket: Bun.Socket<Connection>, chunk: Buffer, listener: LinkListener): void {
  const { data } = socket;
  let lines: Buffer[];
  try {
    lines = data.cut(chunk);
  } catch {
    socket.terminate();
    return;
  }
  const [first] = lines;
  if (data.welcome && first) {
    data.welcome(first);
    data.welcome = null;
    lines.shift();
  }
  if (lines.length > 0) listener.lines(lines);
}

function flush(socket: Bun.Socket<Connection>): void {
  const { data } = socket;
  while (data.unsent.length > 0 && !data.isClosed) {
    const written = socket.write(data.unsent);
    if (written <= 0) return;
    data.unsent = data.unsent.subarray(written);
  }
  data.waiting?.();
  data.waiting = null;
}

function ended(socket: Bun.Socket<Connection>, listener: LinkListener): void {
  const { data } = socket;
  if (data.isClosed) return;
  data.isClosed = true;
  data.waiting?.();
  data.waiting = null;
  if (data.welcome) data.welcome(null);
  else listener.closed();
}

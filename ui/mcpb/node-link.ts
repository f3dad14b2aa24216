import { connect, type Socket } from "node:net";

import { KernelError } from "../../kernel/error.ts";
import type { HomePaths } from "../socket/home.ts";
import { lineCutter } from "../socket/lines.ts";
import type { LinkListener, McpLink } from "../socket/mcp-client.ts";
import { mcpPath } from "../socket/mcp-path.ts";
import { LONGEST_MESSAGE, type McpHello, type McpWelcome } from "../socket/mcp-wire.ts";
import { VERSION } from "../socket/version.ts";
import { errorFrom } from "../socket/wire.ts";
import { findInstalled, startInstalled } from "./program.ts";

const PATIENCE_MS = 30_000;

/** The same as `openLink` of the socket, on plain Node: the bundle puts it in that one's place. */
export async function openLink(
  paths: HomePaths,
  hello: Omit<McpHello, "version">,
  listener: LinkListener,
): Promise<McpLink> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 300)) {
    const link = await tryLink(paths, hello, listener);
    if (link) return link;
    const installed = findInstalled(paths.home);
    if (!installed)
      throw new KernelError("unavailable", "no kernel runs, and no Glassbox is installed", {
        hint: "install it, then send this again",
      });
    if (Date.now() > deadline)
      throw new KernelError("unavailable", `the kernel of ${paths.home} takes no MCP`, {
        hint: `${paths.log} may say why`,
      });
    await startInstalled(installed, paths.home);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Whether somebody serves there now. */
export async function isServed(paths: HomePaths): Promise<boolean> {
  const socket = await dial(paths);
  socket?.destroy();
  return socket !== null;
}

/** Null when nobody serves there, or whoever does is about to leave. */
async function tryLink(
  paths: HomePaths,
  hello: Omit<McpHello, "version">,
  listener: LinkListener,
): Promise<McpLink | null> {
  const socket = await dial(paths);
  if (!socket) return null;
  const cut = lineCutter(LONGEST_MESSAGE);
  let welcome: ((line: Buffer | null) => void) | null = null;
  const first = new Promise<Buffer | null>((resolve) => (welcome = resolve));
  socket.on("data", (chunk: Buffer) => {
    try {
      const lines = cut(chunk);
      if (welcome && lines.length > 0) {
        welcome(lines.shift()!);
        welcome = null;
      }
      if (lines.length > 0) listener.lines(lines);
    } catch {
      socket.destroy();
    }
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    if (welcome) welcome(null);
    else listener.closed();
  });
  socket.write(`${JSON.stringify({ ...hello, version: VERSION })}\n`);
  const line = await first;
  if (line === null) return null;
  const answer = JSON.parse(line.toString()) as McpWelcome;
  if ("error" in answer) {
    socket.destroy();
    throw errorFrom(answer.error);
  }
  const { version, pid } = answer.kernel;
  if (version !== VERSION)
    listener.notice(`the running kernel (${pid}) has version ${version}, and this is ${VERSION}`);
  return linkOf(socket);
}

function linkOf(socket: Socket): McpLink {
  return {
    write(bytes) {
      if (socket.destroyed || socket.write(bytes)) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          socket.off("drain", done);
          socket.off("close", done);
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
      });
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.end(),
  };
}

function dial(paths: HomePaths): Promise<Socket | null> {
  return new Promise((resolve) => {
    let path: string;
    try {
      path = mcpPath(paths);
    } catch {
      // A long path has its socket elsewhere, and only a kernel leaves a link to it.
      return resolve(null);
    }
    const socket = connect(path);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", () => resolve(null));
  });
}

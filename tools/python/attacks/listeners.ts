import { createSocket } from "node:dgram";
import { join } from "node:path";

export interface Listeners {
  readonly port: number;
  readonly udp: number;
  readonly unix: string;
  /** What came since the last time, by listener. */
  take(): readonly string[];
  close(): Promise<void>;
}

/** TCP, UDP and a Unix socket on this machine: whoever gets there has left the sandbox. */
export async function openListeners(folder: string, reply: string): Promise<Listeners> {
  let hits: string[] = [];
  const socket = (name: string) => ({
    open() {
      hits.push(name);
    },
    data(line: Bun.Socket) {
      line.end(`HTTP/1.1 200 OK\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`);
    },
  });
  const unix = join(folder, "listener.sock");
  const tcp = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: socket("tcp") });
  const local = Bun.listen({ unix, socket: socket("unix") });
  const datagrams = createSocket("udp4", () => hits.push("udp"));
  await new Promise<void>((resolve) => datagrams.bind(0, "127.0.0.1", resolve));
  return {
    port: tcp.port,
    udp: datagrams.address().port,
    unix,
    take() {
      const taken = hits;
      hits = [];
      return taken;
    },
    async close() {
      tcp.stop(true);
      local.stop(true);
      await new Promise<void>((resolve) => datagrams.close(() => resolve()));
    },
  };
}

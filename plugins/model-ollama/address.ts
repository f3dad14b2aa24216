import { usage } from "../../kernel/error.ts";

const STANDARD = "http://127.0.0.1:11434";
const STANDARD_PORT = "11434";
/** A server that is not there must not hold up a boot or a goal. */
const CONNECT_MS = 500;

/** Where a server is, out of what people write for it: `host`, `host:port`, `:port` or a whole address. */
export function addressOf(given: string, field: string): URL {
  if (given === "") return new URL(STANDARD);
  const host = given.startsWith(":") ? `127.0.0.1${given}` : given;
  const text = host.includes("://") ? host : `http://${host}`;
  const address = URL.canParse(text) ? new URL(text) : null;
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw usage(`${field} is no address: "${given}"`, `write it like ${STANDARD}`);
  }
  if (address.port === "" && !host.includes("://")) address.port = STANDARD_PORT;
  // What a server listens on when it listens everywhere is no place to call.
  if (address.hostname === "0.0.0.0" || address.hostname === "[::]") {
    address.hostname = "127.0.0.1";
  }
  return address;
}

export function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}

/** Whether something accepts connections there. A busy server still does, so no answer is waited for. */
export async function isListening(address: URL): Promise<boolean> {
  // An idle kernel does not hold it.
  const { connect } = await import("node:net");
  const port = Number(address.port) || (address.protocol === "https:" ? 443 : 80);
  const host = address.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => settle(false), CONNECT_MS);
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}

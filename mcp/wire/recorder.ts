/** `hub`: between us and a server. `front`: between a client and us. */
export type Hop = "hub" | "front";

/** One message on the wire. */
export interface WireMessage {
  readonly hop: Hop;
  /** The server's name, or the client's (`claude-code 2.1`), "" while it is not known. */
  readonly peer: string;
  /** Which connection of that peer. */
  readonly connection: string;
  /** `in`: we received it. */
  readonly direction: "in" | "out";
  /** A JSON-RPC message, parsed, or as the text that crossed. It must not be changed afterwards. */
  readonly message: unknown;
}

/** Takes down every message. Returns at once, never throws, and never waits for a disk. */
export interface WireRecorder {
  record(message: WireMessage): void;
}

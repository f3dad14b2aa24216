/** A program that speaks MCP over standard input and output. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A server at an address. */
export interface Remote {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Server = Program | Remote;

/** What a client's settings say of one server. */
export type Read =
  | { readonly kind: "server"; readonly server: Server }
  | { readonly kind: "skipped"; readonly reason: string };

export function isRemote(server: Server): server is Remote {
  return "url" in server;
}

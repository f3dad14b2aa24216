import type { Surface } from "../../mcp/front/index.ts";
import type { Peer } from "./environment.ts";
import type { ErrorBody } from "./wire.ts";

/** The first line of a stream on `mcp.sock`. After it, and after the kernel's own first line, all lines are JSON-RPC. */
export interface McpHello {
  /** Where the client works; null: nobody has said. */
  readonly dir: string | null;
  /** Which tools it is shown; null: as the configuration says. */
  readonly surface: Surface | null;
  readonly version: string;
}

/** The kernel's first line. After an error it closes the stream. */
export type McpWelcome =
  | { readonly kernel: Peer & { readonly pid: number } }
  | { readonly error: ErrorBody };

/** The longest line of either side; what is longer ends its stream, or is left out by the side of the client. */
export const LONGEST_MESSAGE = 32 * 1024 * 1024;

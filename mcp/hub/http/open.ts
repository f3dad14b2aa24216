import { createAuthorizers } from "../oauth/authorizers.ts";
import type { Authorizers } from "../oauth/authorizers.ts";
import type { HttpSpec } from "../spec.ts";
import type { HubTransport } from "../transport.ts";
import { HttpTransport } from "./http-transport.ts";

export interface HttpOpenOptions {
  readonly maxMessageBytes: number;
  /** Absent: what a server gives us ends with this connection. */
  readonly authorizers?: Authorizers;
}

/** The way to a remote server. Nothing is sent before the first message. */
export function openHttp(
  spec: HttpSpec,
  { maxMessageBytes, authorizers = createAuthorizers() }: HttpOpenOptions,
): HubTransport {
  const { url, headers } = spec;
  return new HttpTransport({ url, headers, maxMessageBytes, authorizer: authorizers.of(spec) });
}

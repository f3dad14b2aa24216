import type { JsonObject } from "../../kernel/json.ts";
import type { Era } from "./caller.ts";

/** All that a server says of itself, as it was sent: what can be listed and searched without starting it. */
export interface Manifest {
  readonly server: string;
  /** SHA-256 of the configuration it was started from: of another one this manifest says nothing. */
  readonly spec: string;
  /** ISO 8601: when the server was asked. */
  readonly at: string;
  readonly era: Era;
  readonly protocol: string;
  readonly implementation: string;
  readonly instructions: string;
  /** `ServerCapabilities`. */
  readonly capabilities: JsonObject;
  readonly tools: readonly JsonObject[];
  readonly resources: readonly JsonObject[];
  readonly resourceTemplates: readonly JsonObject[];
  readonly prompts: readonly JsonObject[];
}

/** Where manifests outlive the process. What cannot be read is as if it were not there. */
export interface Manifests {
  get(server: string): Manifest | undefined;
  /** May fail quietly: a manifest that is not kept is asked for again. */
  put(manifest: Manifest): void;
  remove(server: string): void;
}

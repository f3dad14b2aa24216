import { z } from "zod";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { RequestFault } from "../fault.ts";
import { nameOf } from "./envelope.ts";
import { errorCode, LEGACY_VERSIONS } from "./protocol.ts";

/** What a client of the era with sessions says of itself once. */
export interface Introduced {
  readonly name: string;
  readonly capabilities: JsonObject;
  /** The revision that it is spoken to in: the one it asked for, else our newest. */
  readonly protocol: string;
}

const initializeParams = z.looseObject({
  protocolVersion: z.string(),
  capabilities: z.custom<JsonObject>(isObject, "must be an object"),
  clientInfo: z.looseObject({ name: z.string(), version: z.string() }),
});

/** Throws a `RequestFault` that names the field. */
export function readInitialize(params: JsonObject): Introduced {
  const read = initializeParams.safeParse(params);
  if (!read.success) {
    const issue = read.error.issues[0];
    const field = issue?.path.join(".") || "params";
    throw new RequestFault(errorCode.invalidParams, `${field}: ${issue?.message ?? "not valid"}`);
  }
  const { protocolVersion, capabilities, clientInfo } = read.data;
  const protocol =
    LEGACY_VERSIONS.find((version) => version === protocolVersion) ?? LEGACY_VERSIONS[0];
  return { name: nameOf(clientInfo), capabilities, protocol };
}

import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { templateMatcher } from "../uri-template.ts";
import { explainDenied, explainQuarantine } from "./explain.ts";
import { Refusal } from "./failure.ts";
import type { Gate, Quarantine } from "./gate.ts";
import type { Known } from "./known.ts";
import type { Manifest } from "./manifest.ts";
import { ownName } from "./offered-name.ts";
import { policyIn } from "./policy.ts";
import type { ServerSpec } from "./spec.ts";

/** Throws `Refusal` for what a person denies or has not approved yet. */
export function admit(
  known: Known,
  spec: ServerSpec,
  root: string,
  method: string,
  params: JsonObject,
): void {
  const manifest = known.get(spec, root);
  const asked = askedOf(method, params, (name) =>
    manifest === undefined ? name : ownName(spec.name, manifest.tools, name),
  );
  const name = asked?.name ?? "";
  if (method === "tools/call" && policyIn(spec, name) === "deny") {
    const text = explainDenied(spec.name, name);
    throw new Refusal({ text, code: "tool_gone", fate: "unsent", final: true });
  }
  if (manifest === undefined) return;
  const quarantine = known.quarantine(spec, manifest);
  if (quarantine.server !== "") refuse(spec, "", quarantine.server);
  if (asked === undefined) return;
  const reason =
    quarantine[asked.kind].get(asked.name) ??
    (asked.kind === "resources" ? ofTemplate(asked.name, manifest, quarantine) : undefined);
  if (reason !== undefined) refuse(spec, asked.name, reason);
}

function refuse(spec: ServerSpec, name: string, reason: string): never {
  const text = explainQuarantine(spec.name, name, reason);
  throw new Refusal({ text, code: "quarantined", fate: "unsent", final: true });
}

interface Asked {
  readonly kind: Exclude<keyof Quarantine, "server">;
  readonly name: string;
}

/** By the names that the server itself has for things. */
function askedOf(
  method: string,
  params: JsonObject,
  ownNameOf: (tool: string) => string,
): Asked | undefined {
  switch (method) {
    case "tools/call":
      return { kind: "tools", name: ownNameOf(String(params["name"])) };
    case "prompts/get":
      return { kind: "prompts", name: String(params["name"]) };
    case "resources/read":
    case "resources/subscribe":
      return { kind: "resources", name: String(params["uri"]) };
    case "completion/complete":
      return askedByReference(params["ref"]);
    default:
      return undefined;
  }
}

function askedByReference(reference: unknown): Asked | undefined {
  if (!isObject(reference)) return undefined;
  if (reference["type"] === "ref/prompt") {
    return { kind: "prompts", name: String(reference["name"]) };
  }
  return { kind: "resources", name: String(reference["uri"]) };
}

/** Why an address waits that nothing offers but templates that wait. */
function ofTemplate(uri: string, manifest: Manifest, quarantine: Quarantine): string | undefined {
  if (quarantine.resources.size === 0) return undefined;
  if (manifest.resources.some((one) => one["uri"] === uri)) return undefined;
  let reason: string | undefined;
  for (const { uriTemplate } of manifest.resourceTemplates) {
    const template = String(uriTemplate);
    if (template !== uri && !templateMatcher(template)(uri)) continue;
    const waits = quarantine.resources.get(template);
    if (waits === undefined) return undefined;
    reason ??= waits;
  }
  return reason;
}

/** The gate as it is found on each use, listened to from the first on. */
export function following(
  find: (() => Gate | undefined) | undefined,
  changed: (server: string) => void,
): () => Gate | undefined {
  let followed: Gate | undefined;
  return () => {
    const gate = find?.();
    if (gate !== undefined && gate !== followed) {
      followed = gate;
      gate.changed(changed);
    }
    return gate;
  };
}

import { text } from "../../kernel/event.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject } from "../../kernel/json.ts";
import type { Check } from "./doctor.ts";
import { chosenCheck } from "./doctor-models.ts";

/** What could leave the machine, and what did. */
export async function privacyChecks(host: Host, signal: AbortSignal): Promise<Check[]> {
  const chosen = await chosenCheck(host, signal);
  return [...chosen, keysCheck(), hostsCheck(host), telemetryCheck(host), serversCheck(host)];
}

function keysCheck(): Check {
  const keys = Object.keys(process.env).filter((name) => /_(API_KEY|API_TOKEN)$/.test(name));
  const detail = keys.length === 0 ? "none" : `${keys.toSorted().join(", ")}: ignored`;
  return { name: "API keys in the environment", ok: true, detail, mend: "" };
}

function hostsCheck(host: Host): Check {
  const hosts = new Set<string>();
  for (const event of host.kernel().ledger.query({ types: ["tool.finished"] })) {
    const named = event.data?.["hosts"];
    if (Array.isArray(named)) for (const one of named) hosts.add(String(one));
  }
  const detail = [...hosts].toSorted().join(", ") || "none";
  return { name: "hosts contacted by our tools", ok: true, detail, mend: "" };
}

/** Nobody is told anything unless the configuration names him; what the environment says counts for nothing. */
function telemetryCheck(host: Host): Check {
  const settings = host.config()["export"];
  const otlp = isObject(settings) ? settings["otlp"] : undefined;
  if (!isObject(otlp)) return { name: "telemetry", ok: true, detail: "none", mend: "" };
  const endpoint = text(otlp["endpoint"]);
  const content = otlp["content"] === true ? "names and contents" : "names, no contents";
  return { name: "telemetry", ok: null, detail: `${endpoint} is told ${content}`, mend: "" };
}

/** A foreign program does what it does; that it is there is all that can be said. */
function serversCheck(host: Host): Check {
  const servers = Object.keys((host.config()["servers"] ?? {}) as object);
  const detail =
    servers.length === 0 ? "none" : `${servers.join(", ")}: programs of others, not watched`;
  return { name: "servers of others", ok: servers.length === 0 ? true : null, detail, mend: "" };
}

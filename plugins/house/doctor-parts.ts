import type { Host } from "../../kernel/host.ts";
import type { ConfigStore } from "./config-file.ts";
import type { Check } from "./doctor.ts";

export function configCheck(host: Host): Check {
  const store = host.provided<ConfigStore>("config").get("store")!;
  const set = Object.keys(store.written()).filter((key) => key !== "$schema");
  const detail = set.length === 0 ? "all defaults" : `${store.path} sets ${set.join(", ")}`;
  return { name: "configuration", ok: true, detail, mend: "" };
}

export async function ledgerCheck(host: Host, signal: AbortSignal): Promise<Check[]> {
  const { verbs } = host.kernel();
  if (!verbs.list().some((verb) => verb.name === "ledger.verify")) return [];
  const call = { actor: "kernel", via: "library", signal, emit: () => {} };
  const verdict = (await verbs.call("ledger.verify", {}, call)) as unknown as Verdict;
  const { ok, events, erased, faults, completeness } = verdict;
  const mend = ok ? "" : "glassbox verify lists every fault; keep a copy of the home";
  const fault = faults[0] ? `, first fault: ${faults[0].what} (event ${faults[0].oseq})` : "";
  const gone = completeness.verdict === "incomplete" ? `, ${completeness.reasons[0]}` : "";
  const detail = `${events} events${erased > 0 ? `, ${erased} erased` : ""}${fault}${gone}`;
  return [{ name: "ledger", ok, detail, mend }];
}

/** What `ledger.verify` answers, as far as it is looked at. */
interface Verdict {
  readonly ok: boolean;
  readonly events: number;
  readonly erased: number;
  readonly faults: readonly { readonly oseq: number; readonly what: string }[];
  readonly completeness: { readonly verdict: string; readonly reasons: readonly string[] };
}

export function pluginChecks(host: Host): Check[] {
  const { plugins } = host.kernel();
  const failed = plugins.filter((plugin) => plugin.failure !== "");
  const working = plugins.length - failed.length;
  return [
    { name: "plugins", ok: true, detail: `${working} of ${plugins.length} work`, mend: "" },
    ...failed.map(({ name, failure }) => ({
      name: `plugin ${name}`,
      ok: false,
      detail: failure,
      mend: `mend or remove plugins/${name}`,
    })),
  ];
}

export async function skillCheck(host: Host, signal: AbortSignal): Promise<Check[]> {
  const call = { actor: "kernel", via: "library", signal, emit: () => {} };
  const { verbs } = host.kernel();
  if (!verbs.list().some((verb) => verb.name === "skills.list")) return [];
  const { skills } = (await verbs.call("skills.list", {}, call)) as unknown as SkillList;
  const broken = skills.filter((skill) => skill.problem);
  return [
    {
      name: "skills",
      ok: true,
      detail: skills.map(({ name }) => name).join(", ") || "none",
      mend: "",
    },
    ...broken.map(({ name, problem }) => ({
      name: `skill ${name}`,
      ok: false,
      detail: problem ?? "",
      mend: "mend that file or take the folder away",
    })),
  ];
}

interface SkillList {
  readonly skills: readonly { readonly name: string; readonly problem?: string }[];
}

interface HubStatus {
  status(): readonly {
    readonly server: string;
    readonly state: string;
    readonly reason: string;
    readonly quarantined: readonly { readonly name: string; readonly reason: string }[];
  }[];
}

type ServerState = ReturnType<HubStatus["status"]>[number];

export function serverChecks(host: Host): Check[] {
  const hub = host.provided<HubStatus>("hub").get("hub");
  if (!hub) return [];
  const all = hub.status();
  const names = [...new Set(all.map(({ server }) => server))];
  // A rooted server has a state for each folder.
  const found = new Map(all.flatMap(faultsOf).map((one) => [`${one.name} ${one.mend}`, one]));
  return [{ name: "servers", ok: true, detail: names.join(", "), mend: "" }, ...found.values()];
}

function faultsOf({ server, state, reason, quarantined }: ServerState): Check[] {
  const fault = (detail: string, mend: string): Check => ({
    name: `server ${server}`,
    ok: false,
    detail,
    mend,
  });
  const waits = quarantined.map(({ name, reason: why }) => `${name} waits for a person: ${why}`);
  return [
    ...(state === "failed"
      ? [fault(reason, `mend its command in the configuration, or: glassbox mcp rm ${server}`)]
      : []),
    ...(state === "degraded" ? [fault(reason, `glassbox mcp logs ${server}`)] : []),
    ...(waits.length > 0 ? [fault(waits.join("; "), `glassbox mcp approve ${server} --list`)] : []),
  ];
}

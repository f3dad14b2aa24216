import { KernelError } from "../../../kernel/error.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Conversation, FrontClient } from "../desk.ts";
import { eventForModel } from "./for-model.ts";
import { callVerb, type House } from "./house.ts";
import type { Report } from "./report.ts";
import { type Address, parseUri } from "./run-address.ts";
import { resultOf } from "./run-result.ts";
import { eventsOf } from "./tools/show.ts";

const NEWEST = 20;
/** Of JSON-RPC: what the protocol answers for a resource that is not there. */
const INVALID_PARAMS = -32602;

const JSON_TYPE = "application/json";
const LINES_TYPE = "application/x-ndjson";

export const RESOURCE_TEMPLATES: readonly JsonObject[] = [
  {
    uriTemplate: "event://{id}",
    name: "event",
    title: "An event",
    description: "One event of the record, as a CloudEvent.",
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: "run://{run}",
    name: "run",
    title: "A run",
    description: "Where a run stands, what it answered, with which proof and at what price.",
    mimeType: JSON_TYPE,
  },
  {
    uriTemplate: "run://{run}/events",
    name: "run-events",
    title: "The events of a run",
    description: "All that is on record of a run, one CloudEvent a line.",
    mimeType: LINES_TYPE,
  },
  {
    uriTemplate: "run://{run}/results/{step}",
    name: "run-result",
    title: "The result of a step",
    description: "What a step's tool answered, whole.",
    mimeType: JSON_TYPE,
  },
];

export interface RunRow {
  readonly run: string;
  readonly label: string;
  readonly goal: string;
  readonly startedAt: string;
}

/** The newest runs, as verbs list them. */
export async function newestRuns(
  house: House,
  client: FrontClient,
  limit = NEWEST,
): Promise<readonly RunRow[]> {
  const at = quiet(client);
  const { runs } = await callVerb<{ runs: readonly RunRow[] }>(house, at, "runs.list", { limit });
  return runs;
}

function quiet(client: FrontClient): Conversation {
  const { signal } = new AbortController();
  return { client, signal, params: {}, meta: {}, takesTask: false };
}

export async function runResources(
  house: House,
  client: FrontClient,
): Promise<readonly JsonObject[]> {
  const runs = await newestRuns(house, client);
  return runs.map(({ run, label, goal }) => ({
    uri: `run://${run}`,
    name: label,
    title: goal.slice(0, 80),
    mimeType: JSON_TYPE,
  }));
}

/** Null: it is no resource of ours. */
export async function readResource(
  house: House,
  uri: string,
  at: Conversation,
): Promise<JsonObject | null> {
  const address = parseUri(uri);
  if (!address) return null;
  const mimeType = address.kind === "events" ? LINES_TYPE : JSON_TYPE;
  try {
    return { contents: [{ uri, mimeType, text: await textOf(house, address, at) }] };
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    throw new RequestFault(INVALID_PARAMS, error.message, { uri });
  }
}

async function textOf(house: House, address: Address, at: Conversation): Promise<string> {
  if (address.kind === "event") return JSON.stringify(eventOf(house, address.event), null, 1);
  if (address.kind === "events") return eventsOf(house, at, address.run);
  const report = await callVerb<Report>(house, at, "run.report", { run: address.run });
  if (address.kind === "run") return JSON.stringify(report, null, 1);
  const result = resultOf(house.kernel(), report.run, address.step);
  if (result) return JSON.stringify(result.view, null, 1);
  throw new KernelError("not_found", `step ${address.step} of run ${report.label} has no result`);
}

function eventOf(house: House, id: string): JsonValue {
  const { ledger } = house.kernel();
  const event = ledger.get(id);
  if (event) return eventForModel(ledger.toCloudEvent(event) as JsonObject);
  throw new KernelError("not_found", `there is no event ${id}`);
}

/** Told whenever something is put on record of that run; at once for many events of one commit. */
export async function watchRun(
  house: House,
  uri: string,
  client: FrontClient,
  changed: () => void,
): Promise<(() => void) | null> {
  const address = parseUri(uri);
  if (!address) return null;
  if (address.kind === "event") return () => {};
  const { run } = await callVerb<Report>(house, quiet(client), "run.report", { run: address.run });
  const subject = `run/${run}`;
  return house.kernel().ledger.onCommit((events) => {
    if (events.some((event) => event.subject === subject)) changed();
  });
}

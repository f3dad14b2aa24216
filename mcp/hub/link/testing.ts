import type { JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { WireMessage } from "../../wire/recorder.ts";
import type { Caller, Era } from "../caller.ts";
import { connect } from "../connection.ts";
import type { Connection, ConnectOptions } from "../connection.ts";
import { StdioTransport } from "../stdio-transport.ts";
import { packageFile } from "../testing.ts";

export interface Told {
  readonly method: string;
  readonly params: JsonObject;
}

/** A connection with all that it tells: to nobody in particular, and to the record of the wire. */
export interface TestConnection extends Connection {
  readonly told: Told[];
  readonly wire: WireMessage[];
  pid(): number;
}

export interface TestOptions extends Partial<ConnectOptions> {
  readonly env?: Readonly<Record<string, string>>;
}

const open = new Set<StdioTransport>();

/** Ends all that the test has opened. */
export async function closeAll(): Promise<void> {
  await Promise.all([...open].map((transport) => transport.close()));
  open.clear();
}

export async function connectTo(
  args: readonly string[],
  { env = {}, ...over }: TestOptions = {},
): Promise<TestConnection> {
  const about = { command: process.execPath, cwd: "/tmp", maxMessageBytes: 2 ** 24 };
  const transport = new StdioTransport({ ...about, args, env, watch: undefined });
  open.add(transport);
  const told: Told[] = [];
  const wire: WireMessage[] = [];
  const watch = {
    closed() {},
    toolsChanged() {},
    notified: (method: string, params: JsonObject) => void told.push({ method, params }),
  };
  const recorder = () => ({ record: (message: WireMessage) => void wire.push(message) });
  const options = { server: "tested", watch, protocol: "auto", recorder, ...over } as const;
  const connection = await connect(transport, options, AbortSignal.timeout(30_000));
  const pid = () => transport.diagnostics().pid ?? 0;
  // The getter of `inFlight` must not be read once and for all.
  return Object.assign(Object.create(connection) as Connection, { told, wire, pid });
}

export function npmServer(name: string): string {
  return packageFile(`@modelcontextprotocol/server-${name}/dist/index.js`);
}

export interface TestCaller extends Caller {
  readonly asked: Told[];
  readonly told: Told[];
}

type Answer = (params: JsonObject, signal: AbortSignal) => JsonObject | Promise<JsonObject>;

/** A client with answers to questions: it can do what it has an answer for. */
export function testCaller(
  era: Era,
  answers: Readonly<Record<string, Answer>> = {},
  id: string = crypto.randomUUID(),
  principal: string = id,
): TestCaller {
  const asked: Told[] = [];
  const told: Told[] = [];
  const members = {
    "elicitation/create": { elicitation: { form: {}, url: {} } },
    "sampling/createMessage": { sampling: {} },
    "roots/list": { roots: {} },
  };
  const can = Object.entries(members).filter(([method]) => method in answers);
  return {
    id,
    principal: { id: principal },
    era,
    capabilities: Object.assign({}, ...can.map(([, capability]) => capability)),
    asked,
    told,
    async ask(method, params, signal) {
      asked.push({ method, params });
      const answer = answers[method];
      if (answer === undefined) throw new RequestFault(-32601, `no answer to ${method}`);
      return answer(params, signal);
    },
    notify: (method, params) => void told.push({ method, params }),
  };
}

export const never: AbortSignal = new AbortController().signal;

/** A server of both eras; its environment says which of them it speaks. */
export const fixture: string = `${import.meta.dir}/fixture-eras.ts`;

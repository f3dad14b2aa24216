import type { JsonValue } from "../../kernel/json.ts";
import { type CallOptions, type Client, connect, type OpenKernel } from "../socket/index.ts";
import type { EventSink } from "./event-sink.ts";
import { onInterrupt } from "./interrupt.ts";
import type { CommonOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** One command at work: its terminal, its options, and the verbs it may call. */
export interface Session {
  readonly terminal: Terminal;
  readonly options: CommonOptions;
  /** Where machine events go; null when nobody asked for them. */
  readonly events: EventSink | null;
  /** A person can be asked. */
  readonly mayAsk: boolean;
  call<T = JsonValue>(verb: string, input?: object, options?: CallOptions): Promise<T>;
  /** A line for people on standard error; nothing with -q. */
  note(text: string): void;
  close(): Promise<void>;
}

export function openSession(
  terminal: Terminal,
  options: CommonOptions,
  events: EventSink | null,
  openKernel: OpenKernel,
): Session {
  let client: Promise<Client> | undefined;
  const connection = () =>
    (client ??= connect({
      via: "terminal",
      onNotice: (line) => terminal.note(`glassbox: ${line}`),
      ...(options.inline ? { inline: openKernel } : {}),
    }));
  return {
    terminal,
    options,
    events,
    mayAsk: terminal.interactive && options.input && options.json === null && !options.jsonl,
    async call<T>(verb: string, input: object = {}, callOptions: CallOptions = {}) {
      const interrupted = new AbortController();
      const signal = callOptions.signal ?? interrupted.signal;
      const release = callOptions.signal
        ? () => {}
        : onInterrupt((error) => interrupted.abort(error));
      try {
        return (await (await connection()).call(verb, input, { ...callOptions, signal })) as T;
      } finally {
        release();
      }
    },
    note: (text) => {
      if (!options.quiet) terminal.note(text);
    },
    async close() {
      await (await client?.catch(() => undefined))?.close();
    },
  };
}

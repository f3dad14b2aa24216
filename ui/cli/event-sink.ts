import { fstatSync, readFileSync, readlinkSync } from "node:fs";

import { usage } from "../../kernel/error.ts";
import type { JsonValue } from "../../kernel/json.ts";
import type { CommonOptions } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { writeAll } from "./write-all.ts";

/** Takes the events of a run, one JSON object a line. */
export interface EventSink {
  write(event: JsonValue): void;
  /** An event that is JSON text already. */
  writeText(event: string): void;
  /** False: whoever read it is gone. */
  isOpen(): boolean;
}

const STANDARD_DESCRIPTOR = 3;
const ACCESS_MODE = 0o3;

/** Was it there before this process opened descriptors of its own? Looked up when the program starts. */
const inherited = process.platform === "linux" && isInherited(STANDARD_DESCRIPTOR);

/** `--jsonl` prints them, `--events-fd` and an open descriptor 3 carry them beside the result. */
export function openEventSink(options: CommonOptions, terminal: Terminal): EventSink | null {
  const sinks: TextSink[] = [];
  if (options.jsonl) sinks.push({ take: (line) => terminal.print(line), isOpen: () => true });
  if (options.eventsFd !== null) sinks.push(descriptorSink(checked(options.eventsFd)));
  else if (inherited) sinks.push(descriptorSink(STANDARD_DESCRIPTOR));
  if (sinks.length === 0) return null;
  const writeText = (event: string) => {
    for (const sink of sinks) sink.take(event);
  };
  return {
    write: (event) => writeText(JSON.stringify(event)),
    writeText,
    isOpen: () => sinks.some((sink) => sink.isOpen()),
  };
}

interface TextSink {
  take(line: string): void;
  isOpen(): boolean;
}

/** A reader that goes away ends the stream, not the run. */
function descriptorSink(descriptor: number): TextSink {
  let open = true;
  return {
    isOpen: () => open,
    take(line) {
      if (!open) return;
      try {
        writeAll(descriptor, `${line}\n`);
      } catch {
        open = false;
      }
    },
  };
}

function checked(descriptor: number): number {
  const mend = "open it for writing: --events-fd 3 3>events.jsonl";
  if (!Number.isInteger(descriptor) || descriptor < 1)
    throw usage("--events-fd must be the number of an open descriptor", mend);
  try {
    fstatSync(descriptor);
  } catch {
    throw usage(`--events-fd: descriptor ${descriptor} is not open`, mend);
  }
  if (!isWritable(descriptor) || isInternal(descriptor))
    throw usage(`--events-fd: descriptor ${descriptor} is not open for writing`, mend);
  return descriptor;
}

function isInherited(descriptor: number): boolean {
  try {
    return !isInternal(descriptor) && isWritable(descriptor);
  } catch {
    return false;
  }
}

/** Event queues and timers of the runtime itself may lie at low numbers; they are no file, pipe or socket. */
function isInternal(descriptor: number): boolean {
  if (process.platform !== "linux") return false;
  const target = readlinkSync(`/proc/self/fd/${descriptor}`);
  return !target.startsWith("/") && !/^(pipe|socket):/.test(target);
}

function isWritable(descriptor: number): boolean {
  if (process.platform !== "linux") return true;
  const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "utf8"));
  return (Number.parseInt(flags?.[1] ?? "0", 8) & ACCESS_MODE) !== 0;
}

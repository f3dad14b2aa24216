import type { Host } from "../../kernel/host.ts";
import type { Tools } from "../../kernel/ports/tools.ts";
import type { Asked } from "../contracts/asked.ts";
import { desk } from "./desk.ts";
import { Programs } from "./programs.ts";
import { ProgramCalls } from "./tools-port.ts";

/** What works once a run has begun its first program. */
export interface AtWork {
  readonly programs: Programs;
  readonly calls: ProgramCalls;
  readonly desk: Asked;
}

export function atWork(host: Host, tools: Tools): AtWork {
  const programs = new Programs(host);
  return { programs, calls: new ProgramCalls(host, tools, programs), desk: desk(host, programs) };
}

import { millisecondsOf, text } from "../../kernel/event.ts";
import { messageOf } from "../../kernel/error.ts";
import type { Host } from "../../kernel/host.ts";
import { isObject, type JsonSchema, textIn } from "../../kernel/json.ts";
import type { ToolCall, ToolResult, Tools } from "../../kernel/ports/tools.ts";
import { childOf, fixedFor } from "./child-id.ts";
import { beginChild, prepareCall } from "./child.ts";
import { stopCalls } from "./left.ts";
import { observe } from "./observe.ts";
import { newProgram, type Program } from "./program.ts";
import type { Programs } from "./programs.ts";
import { withCheckpoint } from "./sessions.ts";

/** A look at a program that is not over is answered after that, so that nobody's deadline runs out. */
const LOOK_MS = 15_000;
/** What the answer of a program looks like once it is over; until then it says `program`. */
const DONE: JsonSchema = { type: "object", required: ["ok"] };

/** Calls of a program: the one that begins it, and those that ask whether it is over. */
export class ProgramCalls {
  readonly #host: Host;
  readonly #tools: Tools;
  readonly #programs: Programs;

  constructor(host: Host, tools: Tools, programs: Programs) {
    this.#host = host;
    this.#tools = tools;
    this.#programs = programs;
  }

  async call(call: ToolCall): Promise<ToolResult> {
    const { args, meta, signal } = call;
    const asked = args["program"];
    if (typeof asked === "string" && Object.keys(args).length === 1) return this.#look(asked, call);
    const effect = text(meta["dev.glassbox/effectId"]);
    const program = this.#programs.get(effect) ?? this.#begin(effect, call);
    if (program === null) return this.#tools.call(call);
    const onAbort = () => {
      if (!program.isParked) program.controller.abort(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      if (signal.aborted) onAbort();
      const { isOver } = await this.#programs.until(new AbortController().signal, () =>
        program.answer || program.isParked ? { isOver: program.answer !== null } : null,
      );
      if (isOver) return this.#collected(program);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
    const handle = {
      tool: call.name,
      args: { program: effect },
      done: DONE,
      // Who stops the run, or looks what it waits for, finds this one below it.
      run: program.child,
    };
    return { ok: true, view: { program: effect }, hosts: [], handle };
  }

  /** Null: what makes this call is no step of a run. */
  #begin(effect: string, call: ToolCall): Program | null {
    const { ledger } = this.#host.kernel();
    const intent = ledger.get(effect);
    const run = call.meta["dev.glassbox/run"];
    if (intent?.type !== "tool.intended" || !intent.data || typeof run !== "string") return null;
    const patterns = Array.isArray(call.args["tools"]) ? call.args["tools"].map(String) : [];
    const isLook = intent.data["purpose"] !== "step";
    const about = { effect, run, dir: call.dir, patterns, child: childOf(effect), isLook };
    const program = newProgram({ ...about, step: text(intent.data["step"]) });
    this.#programs.add(program);
    const isFixed = ["tools", "inputs", "outputs"].some((name) => call.args[name] !== undefined);
    const fixed = fixedFor(effect, millisecondsOf(intent.hlc));
    const meta = {
      ...call.meta,
      "dev.glassbox/effectId": effect,
      ...(isFixed ? { "dev.glassbox/fixed": fixed } : {}),
    };
    const args = withCheckpoint(this.#host, program, call);
    const sent = { ...call, args, meta, signal: program.controller.signal };
    this.#answered(program, sent).catch((error: unknown) => {
      // Its record cannot be written: whoever waits for the answer is told instead of nobody.
      program.isOver = true;
      program.answer = { ...failedBy(messageOf(error)), code: "unrecorded", final: false };
      this.#programs.ring();
    });
    return program;
  }

  async #answered(program: Program, call: ToolCall): Promise<void> {
    const made = await this.#tools.call(call);
    const isAborted = program.controller.signal.aborted;
    const result = isAborted ? made : await observe(this.#host, program, call, made);
    const { failure, controller } = program;
    program.isOver = true;
    this.#programs.ring();
    if (failure !== null || this.#asksForNobody(program, result))
      await stopCalls(this.#host, program);
    const isKilled = controller.signal.aborted && failure === null;
    const said = failure === null ? result : failedBy(failure);
    const isBegun = this.#host.kernel().ledger.branch(program.child) !== null;
    program.answer = isBegun && !isKilled ? await this.#concluded(program, said) : said;
    this.#programs.ring();
  }

  /** A person is asked about a call of a program that has come to its end, and will not be executed again. */
  #asksForNobody({ child }: Program, { ok, code }: ToolResult): boolean {
    const { ledger, runs } = this.#host.kernel();
    if (!(ok || code === "tool_error") || ledger.branch(child) === null) return false;
    return Object.values(runs.state(child).asks).some(({ answer }) => answer === null);
  }

  /** What it called is on record and over before its own answer is: nothing of it is left to be taken up. */
  async #concluded(program: Program, said: ToolResult): Promise<ToolResult> {
    const { ledger, runs } = this.#host.kernel();
    const { signal } = new AbortController();
    // One that an execution before this one has begun ends too, when this one has called nothing.
    await (program.begun ??= beginChild(this.#host, program));
    await this.#programs.until(signal, () => this.#programs.log(program).end);
    const { tainted } = runs.state(program.child);
    const hosts = new Set(said.hosts);
    const head = runs.head(program.child);
    for (const { data } of ledger.readBranch(head, { types: ["tool.finished"] }))
      for (const host of (data?.["hosts"] as readonly string[] | undefined) ?? []) hosts.add(host);
    return { ...said, hosts: [...hosts], ...(tainted ? { tainted } : {}) };
  }

  /** Is it over? Executes it again where the kernel that did has gone. */
  async #look(effect: string, call: ToolCall): Promise<ToolResult> {
    if (!this.#isOfTree(effect, call)) return failedBy(`this run has begun no program ${effect}`);
    const program = this.#programs.get(effect) ?? (await this.#again(effect, call));
    if (typeof program === "string") return failedBy(program);
    const { clock } = this.#host.kernel().runs.services;
    const late = new AbortController();
    const forget = clock.after(LOOK_MS, () => late.abort());
    const either = AbortSignal.any([call.signal, late.signal]);
    const answer = await this.#programs
      .until(either, () => program.answer)
      .catch(() => null)
      .finally(forget);
    if (answer) return asEnd(this.#collected(program));
    return { ok: true, view: { program: effect }, hosts: [] };
  }

  /** Of the run itself, or of the one that it was forked from. */
  #isOfTree(effect: string, { meta }: ToolCall): boolean {
    const { ledger } = this.#host.kernel();
    const [own, asking] = [ledger.get(effect)?.branch, meta["dev.glassbox/run"]].map((branch) =>
      typeof branch === "string" ? ledger.branch(branch)?.root : undefined,
    );
    return own !== undefined && own === asking;
  }

  /** A text: why it cannot be. */
  async #again(effect: string, call: ToolCall): Promise<Program | string> {
    const { ledger, runs } = this.#host.kernel();
    const intent = ledger.get(effect);
    const run = text(call.meta["dev.glassbox/run"]);
    if (intent?.type !== "tool.intended" || !intent.data)
      return `there is no program ${effect} on record`;
    const about = { run, step: text(intent.data["step"]), dir: call.dir };
    const prepared = await prepareCall(this.#host, about);
    if (typeof prepared === "string") return `the program cannot be executed again: ${prepared}`;
    const known = this.#programs.get(effect);
    if (known) return known;
    const { tool, args, content } = prepared;
    if (content !== intent.data["content"])
      return "the program cannot be executed again: what its step stands for has changed since";
    const meta = { ...call.meta, "dev.glassbox/effectId": effect };
    const again = { server: tool.server, name: tool.name, args, definition: tool.hash };
    const program = this.#begin(effect, { ...call, ...again, meta });
    if (!program) return `there is no program ${effect} on record`;
    program.isParked = true;
    const isOpen =
      ledger.branch(program.child) !== null && runs.state(program.child).outcome === null;
    if (isOpen) program.begun = beginChild(this.#host, program);
    return program;
  }

  #collected(program: Program): ToolResult {
    this.#programs.remove(program);
    return program.answer!;
  }
}

/** What the tool itself says of a program is its end, for it repeats itself; of what happened to its server it is none. */
function asEnd(answer: ToolResult): ToolResult {
  if (answer.ok || answer.code !== "tool_error") return answer;
  const { view } = answer;
  const said = isObject(view) && "ok" in view ? view : { ok: false, message: textIn(view) };
  return { ...answer, view: said, final: true };
}

/** The same call would be answered the same. */
function failedBy(message: string): ToolResult {
  return { ok: false, view: { ok: false, message }, hosts: [], code: "tool_error", final: true };
}

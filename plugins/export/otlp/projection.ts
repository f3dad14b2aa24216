import { canonicalize } from "../../../kernel/json.ts";
import { nanosecondsOf, remoteContext, traceIdOf } from "./ids.ts";
import { logName, severityOf, type Wants } from "./mapping.ts";
import type { Log, Span, SpanContext, TracedEvent } from "./model.ts";
import { RunTrace, type Tree } from "./run-trace.ts";

/** What a projection has to ask the record about. */
export interface TraceSource {
  /** The first run of the tree that a branch belongs to. */
  rootOf(branch: string): string;
  /** W3C trace context that the first event of a run came with. */
  traceparentOf(run: string): string | null;
  /** The events of the same run before this one, in their order. */
  before(event: TracedEvent): Iterable<TracedEvent>;
}

export interface Telemetry {
  readonly spans: readonly Span[];
  readonly log: Log;
}

/** Runs that it keeps in mind; one that it has forgotten is looked up again. */
const MOST_RUNS = 256;

/** Events as spans and logs, one after the other in the order of the record. A run is forgotten when it is over. */
export class Projection {
  readonly #source: TraceSource;
  readonly #wants: Wants;
  readonly #runs = new Map<string, RunTrace>();

  constructor(source: TraceSource, wants: Wants) {
    this.#source = source;
    this.#wants = wants;
  }

  take(event: TracedEvent): Telemetry {
    if (!event.subject.startsWith("run/")) return { spans: [], log: this.#log(event, null) };
    const run = event.subject.slice("run/".length);
    const { spans, at } = this.#traceOf(run, event).take(event);
    if (event.type === "run.finished") this.#runs.delete(run);
    return { spans, log: this.#log(event, at) };
  }

  #traceOf(run: string, event: TracedEvent): RunTrace {
    const known = this.#runs.get(run);
    if (known) {
      // The one that was used last is forgotten last.
      this.#runs.delete(run);
      this.#runs.set(run, known);
      return known;
    }
    const trace = new RunTrace(run, this.#treeOf(event.branch), this.#wants);
    for (const earlier of this.#source.before(event)) trace.take(earlier);
    this.#runs.set(run, trace);
    if (this.#runs.size > MOST_RUNS) this.#runs.delete(this.#runs.keys().next().value!);
    return trace;
  }

  #treeOf(branch: string): Tree {
    const root = this.#source.rootOf(branch);
    const remote = remoteContext(this.#source.traceparentOf(root));
    const traceId = remote?.traceId ?? traceIdOf(root);
    return { root, traceId, remoteParent: remote?.spanId ?? null };
  }

  #log(event: TracedEvent, context: SpanContext | null): Log {
    const { id, type, data, hlc, branch, bseq, oseq, source, subject, actor } = event;
    const time = nanosecondsOf(hlc);
    const wanted = this.#wants.content && data !== null;
    return {
      time,
      name: logName(type),
      severity: severityOf(type, data),
      attributes: {
        "glassbox.event.id": id,
        "glassbox.event.source": source,
        "glassbox.event.subject": subject,
        "glassbox.event.oseq": oseq,
        "glassbox.branch": branch,
        "glassbox.branch.event": bseq,
        "glassbox.actor": actor,
        ...(data === null && { "glassbox.event.erased": true }),
      },
      body: wanted ? canonicalize(data) : null,
      context,
    };
  }
}

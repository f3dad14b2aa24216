import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { usage } from "../../../kernel/error.ts";
import { addLeaf, type Menu } from "../command.ts";
import { addStreamOptions } from "../options.ts";
import { Interrupted } from "../interrupt.ts";
import { dim, fit, oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";
import { answerQuery } from "./log-query.ts";
import { answerWire } from "./log-wire.ts";

interface Options {
  readonly sql?: string;
  readonly timeout?: string;
  readonly follow?: boolean;
  readonly after?: string;
  readonly limit?: string;
  readonly wire?: string | true;
}

interface LogPart {
  readonly cursor: number;
  readonly event: JsonObject;
}

export function addLog(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "log",
    summary: "Show the events of a run or of everything, or query them with SQL.",
    examples: [
      "glassbox log @ --jsonl",
      "glassbox log --sql 'select run, goal, outcome from runs'",
    ],
    build(command) {
      command
        .argument("[run]", "a run, by its first letters; @ is the last")
        .option("--follow", "go on with what comes, until Ctrl-C")
        .option("--after <cursor>", "only what came after this place")
        .option("--limit <n>", "at most so many")
        .option("--sql <query>", "answer a query over events, runs, branches, files, tools, models")
        .option("--wire [server]", "the recorded messages of MCP: of a server, a client, or all")
        .option("--timeout <seconds>", "give up on the query after that (30)");
      addStreamOptions(command);
    },
    async handler(session, [run], options) {
      if (options.wire !== undefined) return answerWire(session, run, options);
      if (options.sql !== undefined) return answerQuery(session, queryOf(options, run), options);
      const { terminal, events } = session;
      const collected: JsonValue[] = [];
      const wantsOne = session.options.json !== null;
      const onPart = (part: JsonValue) => {
        const { event } = part as unknown as LogPart;
        events?.write(event);
        if (wantsOne) collected.push(event);
        else if (!session.options.jsonl) terminal.print(renderEvent(event, terminal.columns));
      };
      const input = {
        ...(run === undefined ? {} : { run }),
        ...(options.after === undefined ? {} : { after: count("--after", options.after) }),
        ...(options.limit === undefined ? {} : { limit: count("--limit", options.limit) }),
        follow: options.follow === true,
      };
      if (options.follow && wantsOne)
        throw usage("--json prints one object, and --follow never ends", "use --jsonl");
      try {
        const end = await session.call<JsonObject>("log.read", input, { onPart });
        return { data: { events: collected, ...end }, text: "" };
      } catch (error) {
        // Ctrl-C is how following ends.
        if (error instanceof Interrupted && options.follow) return null;
        throw error;
      }
    },
  });
}

function queryOf({ sql = "", follow, after }: Options, run: string | undefined): string {
  if (run === undefined && !follow && after === undefined) return sql;
  throw usage("--sql stands alone", "a query names the run itself: where run = 'ID'");
}

function count(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw usage(`${option} must be a whole number, not "${text}"`);
}

export function renderEvent(event: JsonObject, columns: number): string {
  const subject = String(event["subject"]).replace(/^run\//, "");
  const head = `${localTime(String(event["time"]))}  ${subject}@${String(event["bseq"])}  ${String(event["type"])}`;
  const data = isObject(event["data"]) ? oneLine(JSON.stringify(event["data"])) : "erased";
  return `${oneLine(head)}  ${dim(fit(data, Math.max(10, columns - head.length - 2)))}`;
}

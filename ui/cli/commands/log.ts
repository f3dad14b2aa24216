import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { usage } from "../../../kernel/error.ts";
import { addLeaf, type Menu } from "../command.ts";
import { addStreamOptions } from "../options.ts";
import { Interrupted } from "../interrupt.ts";
import { dim, fit, oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";

interface Options {
  readonly follow?: boolean;
  readonly after?: string;
  readonly limit?: string;
}

interface LogPart {
  readonly cursor: number;
  readonly event: JsonObject;
}

export function addLog(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "log",
    summary: "Show the events of a run, or of everything.",
    examples: ["glassbox log @ --jsonl", "glassbox log --limit 20"],
    build(command) {
      command
        .argument("[run]", "a run, by its first letters; @ is the last")
        .option("--follow", "go on with what comes, until Ctrl-C")
        .option("--after <cursor>", "only what came after this place")
        .option("--limit <n>", "at most so many");
      addStreamOptions(command);
    },
    async handler(session, [run], options) {
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

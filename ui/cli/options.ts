import { type Command, Option } from "commander";

/** Options that every command has. */
export interface CommonOptions {
  /** Null without `--json`; no fields means all of them. */
  readonly json: readonly string[] | null;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  /** False: nothing is asked, even at a terminal. */
  readonly input: boolean;
  readonly inline: boolean;
  readonly eventsFd: number | null;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option(
      "--json [fields]",
      "print one JSON object, or only these fields of it (--json=run,goal)",
    )
    .option("-q, --quiet", "no progress")
    .option("--no-input", "never ask")
    .addOption(new Option("--inline", "run the kernel in this process").hideHelp());
}

/** For commands that follow a run or the log. */
export function addStreamOptions(command: Command): Command {
  return command
    .option("--jsonl", "print events, one JSON object a line")
    .addOption(
      new Option(
        "--events-fd <n>",
        "write events to this descriptor (3 when it is open)",
      ).argParser(String),
    );
}

/** `--json` takes its fields only after `=`, so that it never swallows a goal. */
export function normalise(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((arg, index) => (arg === "--json" && (end < 0 || index < end) ? "--json=" : arg));
}

/** Wherever they stand: `glassbox --json runs ls` is `glassbox runs ls --json`. */
export function commonOptions(command: Command): CommonOptions {
  const chain: Record<string, unknown>[] = [];
  for (let one: Command | null = command; one; one = one.parent) chain.push(one.opts());
  const find = (name: string): unknown =>
    chain.find((options) => options[name] !== undefined)?.[name];
  const json = find("json");
  const descriptor = find("eventsFd");
  return {
    json: typeof json === "string" ? json.split(",").filter((field) => field !== "") : null,
    jsonl: find("jsonl") === true,
    quiet: find("quiet") === true,
    input: chain.every((options) => options["input"] !== false),
    inline: find("inline") === true,
    eventsFd: descriptor === undefined ? null : Number(descriptor),
  };
}

import { join } from "node:path";
import { quote, Refusal } from "./refusal.ts";
import type { RegexReply, RegexRequest } from "./regex-child.ts";

/** Tests lines against one expression; answers the 0-based numbers of those that match. */
export interface LineMatcher extends Disposable {
  match(lines: readonly string[]): Promise<readonly number[]>;
}

/** Seconds of processor time after which the system ends the child, whatever else happens. */
const CPU_LIMIT_S = 30;
/**
 * Beside the child a shell waits at a pipe whose other end this process alone holds. When this
 * process is gone, so is the pipe, and the child is killed; a line says that nothing is left to kill.
 */
const WATCHED = `ulimit -t ${CPU_LIMIT_S}
exec 9<&0
({ read -r over <&9 || kill -s KILL "$$"; } </dev/null >/dev/null 2>&1 &)
exec "$0" "$1" </dev/null 9<&-`;
/** For the lines of one file. */
const MATCH_MS = 2_000;

/**
 * The expression runs in a process of its own: one that backtracks for ever blocks no other call
 * and is killed when its time is over.
 */
export function createLineMatcher(
  pattern: string,
  caseSensitive: boolean,
  signal: AbortSignal,
): LineMatcher {
  const flags = flagsFor(pattern, caseSensitive ? "" : "i");
  let settle: (reply: RegexReply | Error) => void = () => undefined;
  const child = Bun.spawn(
    ["/bin/sh", "-c", WATCHED, process.execPath, join(import.meta.dir, "regex-child.ts")],
    {
      stdio: ["pipe", "ignore", "inherit"],
      env: { PATH: process.env.PATH },
      ipc: (reply: RegexReply) => settle(reply),
      onExit: () => settle(new Error("the process that runs regular expressions has ended")),
    },
  );
  return {
    match: (lines) =>
      new Promise((resolve, reject) => {
        const abort = () => settle(signal.reason);
        const tooSlow = () => settle({ ok: false });
        const timer = setTimeout(tooSlow, MATCH_MS);
        signal.addEventListener("abort", abort, { once: true });
        settle = (reply) => {
          settle = () => undefined;
          clearTimeout(timer);
          signal.removeEventListener("abort", abort);
          if (reply instanceof Error) return reject(reply);
          return reply.ok ? resolve(reply.matches) : reject(new Refusal(TOO_SLOW));
        };
        if (signal.aborted) return abort();
        child.send({ pattern, flags, lines } satisfies RegexRequest);
      }),
    [Symbol.dispose]() {
      child.kill("SIGKILL");
      void child.stdin.write("over\n");
      void child.stdin.end();
    },
  };
}

/** Unicode mode where the pattern allows it: outside it, needless escapes such as `\-` are fine. */
function flagsFor(pattern: string, flags: string): string {
  if (isValid(pattern, `${flags}u`)) return `${flags}u`;
  try {
    new RegExp(pattern, flags);
    return flags;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `pattern: ${quote(pattern)} is no regular expression (${reason}); ` +
        "mend it, or leave regex out to search for words",
    );
  }
}

function isValid(pattern: string, flags: string): boolean {
  try {
    new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}

const TOO_SLOW =
  "pattern: this regular expression takes too long; " +
  "make it simpler (no repetition inside a repetition) or give a narrower path";

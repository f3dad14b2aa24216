import type * as ChildProcesses from "node:child_process";
import type { Writable } from "node:stream";
import { atMost } from "./waiting.ts";

/**
 * Reads which process groups to keep an eye on, from a pipe whose other end this process alone
 * holds. However this process ends, the pipe ends with it, and the groups are killed.
 */
const SCRIPT = `groups=
while read -r verb group; do
  case $verb in
    guard) groups="$groups $group" ;;
    release)
      kept=
      for each in $groups; do [ "$each" = "$group" ] || kept="$kept $each"; done
      groups=$kept ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done`;

const RESPAWN_MS = 100;
const CLOSE_MS = 1_000;

/** Loaded with the first server: an idle kernel does not hold it, and between two groups there must be one watcher. */
const childProcesses = (): typeof ChildProcesses => import.meta.require("node:child_process");

interface Watcher {
  readonly child: ChildProcesses.ChildProcess;
  readonly input: Writable;
  readonly exited: Promise<void>;
}

/**
 * Kills process groups when this process is gone, also after a SIGKILL: a shell of its own session
 * does it, so that no signal to us or to a server reaches it. One for all servers of a hub.
 */
export class ParentWatch {
  readonly #groups = new Set<number>();
  #watcher: Watcher | undefined;
  #closed = false;

  /** Resolves when the group will not outlive this process. */
  async guard(group: number): Promise<void> {
    if (this.#closed) throw new Error("the hub is closed");
    this.#groups.add(group);
    const known = this.#watcher;
    // A new watcher is told of every group when it starts.
    await (known === undefined ? this.#start() : tell(known.input, `guard ${group}`));
  }

  /** The group is gone; its id may be another's by now. */
  release(group: number): void {
    if (!this.#groups.delete(group) || this.#watcher === undefined) return;
    tell(this.#watcher.input, `release ${group}`).catch(() => {});
  }

  /** Ends the watcher; groups that are still guarded end with it. */
  async close(): Promise<void> {
    this.#closed = true;
    const watcher = this.#watcher;
    if (watcher === undefined) return;
    watcher.input.end();
    await atMost(CLOSE_MS, watcher.exited);
  }

  /** The process id of the watcher while there is one. */
  pid(): number | undefined {
    return this.#watcher?.child.pid;
  }

  async #start(): Promise<void> {
    const { promise: exited, resolve: onExit } = Promise.withResolvers<void>();
    const child = childProcesses().spawn(
      "/bin/sh",
      ["-c", SCRIPT, "glassbox-watch", String(process.pid)],
      {
        stdio: ["pipe", "ignore", "ignore"],
        detached: true,
        env: {},
        cwd: "/",
      },
    );
    const watcher: Watcher = { child, input: child.stdin, exited };
    this.#watcher = watcher;
    const gone = (): void => {
      onExit();
      if (this.#watcher !== watcher) return;
      this.#watcher = undefined;
      // Somebody killed it: what it guarded is guarded anew.
      if (this.#closed || this.#groups.size === 0) return;
      setTimeout(() => this.#resume(), RESPAWN_MS).unref();
    };
    child.once("exit", gone);
    child.once("error", gone);
    child.stdin.on("error", () => {});
    child.unref();
    await Promise.all([...this.#groups].map((group) => tell(watcher.input, `guard ${group}`)));
  }

  #resume(): void {
    if (this.#closed || this.#watcher !== undefined || this.#groups.size === 0) return;
    // One that ends again says so by its exit, which leads back here.
    this.#start().catch(() => {});
  }
}

function tell(input: Writable, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    input.write(`${line}\n`, (error) => {
      if (error) reject(new Error(`the watch over its process is gone: ${error.message}`));
      else resolve();
    });
  });
}

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import { ParentWatch } from "../../mcp/hub/parent-watch.ts";
import { kernelPids } from "../../ui/socket/testing.ts";

const ROOT = resolve(import.meta.dir, "../..");
export const LAUNCHER = join(ROOT, "ui/cli/glassbox.mjs");

/** A person's home with nothing in it but the example vault, and a Glassbox of its own. */
export interface House extends AsyncDisposable {
  readonly home: string;
  readonly vault: string;
  readonly env: Readonly<Record<string, string>>;
  /** The end of what the kernel has written. */
  log(): string;
  glassbox(...args: readonly string[]): Promise<string>;
  /** The listener of `glassbox serve`, until the house goes. */
  serve(): Promise<{ readonly url: string; readonly token: string }>;
}

/** Not below /tmp: Codex minds. */
export function openHouse(modules: string): House {
  const base = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "glassbox-houses");
  mkdirSync(base, { recursive: true });
  const home = realpathSync(mkdtempSync(join(base, "h-")));
  const vault = join(home, "vault");
  cpSync(join(ROOT, "examples/vault"), vault, { recursive: true });
  const env = {
    HOME: home,
    PATH: `${join(modules, ".bin")}:/usr/local/bin:/usr/bin:/bin`,
    TERM: "dumb",
    GLASSBOX_IDLE_MS: "30000",
    OLLAMA_HOST: "127.0.0.1:9",
  };
  const children: Bun.Subprocess[] = [];
  const watch = new ParentWatch();
  return {
    home,
    vault,
    env,
    log() {
      const file = join(home, ".glassbox/kernel.log");
      return existsSync(file) ? readFileSync(file, "utf8").slice(-2000) : "";
    },
    async glassbox(...args) {
      const child = Bun.spawn([process.execPath, LAUNCHER, ...args], {
        cwd: vault,
        env,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
      });
      const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
      if ((await child.exited) === 0) return out;
      throw new Error(`glassbox ${args.join(" ")}: ${errors || out}`);
    },
    async serve() {
      const words = [LAUNCHER, "serve", "--port", "0", "--dir", vault, "--json"];
      const child = Bun.spawn([process.execPath, ...words], {
        cwd: vault,
        env,
        stdin: "ignore",
        stdout: "pipe",
        stderr: "inherit",
        detached: true,
      });
      children.push(child);
      await watch.guard(child.pid);
      const { data } = JSON.parse(await firstLine(child.stdout)) as {
        data: { url: string; token: string };
      };
      return { url: data.url, token: readFileSync(data.token, "utf8").trim() };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        child.kill("SIGKILL");
        await child.exited;
        watch.release(child.pid);
      }
      await watch.close();
      for (const pid of kernelsOf(home)) process.kill(pid, "SIGKILL");
      await Bun.sleep(100);
      rmSync(home, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** By the home that clients hand on, or by the one that the program makes of it. */
function kernelsOf(home: string): number[] {
  return kernelPids(join(home, ".glassbox"));
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  const reader = stream.getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`glassbox serve ended: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  reader.releaseLock();
  return text.slice(0, text.indexOf("\n"));
}

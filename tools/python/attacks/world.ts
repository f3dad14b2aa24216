import {
  chmod,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  writeFile,
} from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import type { Aim } from "./aim.ts";
import { importNames } from "./import-names.ts";
import { openListeners } from "./listeners.ts";
import { endAll, isUntouched, processesWith } from "./marked-processes.ts";

/** The machine around the sandbox, with traps in it that only somebody outside can spring. */
export interface World {
  readonly aim: Aim;
  /** Planted in the environment of this process, and of a cell whose seal stands alone. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a text tells that only the machine knows. */
  secretsIn(text: string): readonly string[];
  /** Where on the machine we are, as far as a text tells it. */
  pathsIn(text: string): readonly string[];
  /** What happened to the machine since the last look; puts everything back. */
  look(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const randomText = (): string => crypto.randomUUID().replaceAll("-", "");

export async function openWorld(): Promise<World> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sandbox-world-")));
  const secrets = {
    environment: `E${randomText()}`,
    file: `F${randomText()}`,
    network: `N${randomText()}`,
  };
  // Fractions that no other process sleeps for.
  const nap = `20.${String(Math.floor(Math.random() * 1e12)).padStart(12, "1")}`;
  const envName = "GLASSBOX_CANARY";
  const secret = join(folder, "secret.txt");
  const sockets = await realpath(await mkdtemp(join(tmpdir(), "sandbox-line-")));
  const listeners = await openListeners(sockets, secrets.network);
  let victim = startVictim();
  const aim = (): Aim => ({
    secret,
    folder,
    owned: join(folder, "owned"),
    port: listeners.port,
    udp: listeners.udp,
    unix: listeners.unix,
    victim: victim.pid,
    parent: process.pid,
    env: envName,
    marked: `sleep ${nap}`,
    imports: JSON.stringify(importNames()),
  });
  const plant = async () => {
    await rm(folder, { recursive: true, force: true });
    await Bun.write(secret, secrets.file);
    await writeFile(join(folder, "evil.py"), EVIL.replaceAll("@owned@", join(folder, "owned")));
    await chmod(secret, 0o600);
  };
  await plant();
  const before = await listing(folder);
  let signals = 0;
  const count = () => void (signals += 1);
  process.on("SIGUSR2", count);
  process.env[envName] = secrets.environment;
  const paths = hostPaths();

  return {
    get aim() {
      return aim();
    },
    environment: { [envName]: secrets.environment },
    secretsIn(text) {
      const told = Object.entries(secrets).filter(([, value]) => text.includes(value));
      return told.map(([name]) => `${name} told`);
    },
    pathsIn: (text) =>
      paths.filter((path) => text.includes(path)).map((path) => `path ${path} told`),
    async look() {
      // What has been started a moment ago gets the chance to arrive.
      await Bun.sleep(5);
      const seen: string[] = listeners.take().map((name) => `${name} reached`);
      const marked = await processesWith(nap);
      if (marked.length > 0) seen.push("process started");
      endAll(marked);
      if ((await listing(folder)) !== before) {
        seen.push("files changed");
        await plant();
      }
      if (!(await isUntouched(victim.pid))) {
        seen.push("process killed");
        victim.kill("SIGKILL");
        await victim.exited;
        victim = startVictim();
      }
      if (signals > 0) seen.push("parent signalled");
      signals = 0;
      if (Object.keys(Object.prototype).length > 0 || "polluted" in {})
        seen.push("parent polluted");
      return seen;
    },
    async close() {
      process.off("SIGUSR2", count);
      delete process.env[envName];
      victim.kill("SIGKILL");
      await victim.exited;
      await listeners.close();
      await rm(folder, { recursive: true, force: true });
      await rm(sockets, { recursive: true, force: true });
    },
  };
}

const EVIL = `open("@owned@", "w").write("x")\n`;

/** Ends by itself with this process, whose end closes what it reads. */
function startVictim(): Bun.Subprocess {
  return Bun.spawn(["cat"], { stdio: ["pipe", "ignore", "ignore"] });
}

/** Where we really are: nothing inside needs to know. */
function hostPaths(): readonly string[] {
  const parts = [dirname(import.meta.dir), userInfo().homedir, hostname()];
  // "/" and "vm" stand in many honest texts.
  return [...new Set(parts)].filter((part) => part.length > 5);
}

async function listing(folder: string): Promise<string> {
  const names = (await readdir(folder, { recursive: true })).sort();
  const lines = names.map(async (name) => {
    const path = join(folder, name);
    const stat = await lstat(path);
    const text = stat.isFile() ? await readFile(path, "utf8") : "";
    return `${name} ${stat.mode} ${Bun.hash(text)}`;
  });
  return (await Promise.all(lines)).join("\n");
}

/** What the system says of a process that does not answer, as the end of a sentence. */
export async function describeProcess(pid: number | undefined): Promise<string> {
  if (pid === undefined) return "it is busy, or hangs";
  const state = await stateOf(pid);
  if (state.startsWith("T")) {
    return `its process ${pid} is stopped (SIGSTOP); it goes on with: kill -CONT ${pid}`;
  }
  if (state.startsWith("Z") || state === "") return `its process ${pid} is ending`;
  return `its process ${pid} is there, busy or hanging`;
}

/** As `ps` writes it, on Linux and macOS; "" for a process that is gone. */
async function stateOf(pid: number): Promise<string> {
  try {
    const listing = Bun.spawn(["ps", "-o", "stat=", "-p", String(pid)], {
      stdin: "ignore",
      stderr: "ignore",
    });
    return (await new Response(listing.stdout).text()).trim();
  } catch {
    return "?";
  }
}

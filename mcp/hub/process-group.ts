const stepMs = 10;

/** Whether any process of the group is left. */
export function groupLives(group: number): boolean {
  return signalGroup(group, 0);
}

/** Ends every process of the group: asks, waits `graceMs`, then kills. A zombie that nobody reaps is not waited for. */
export async function endGroup(group: number, graceMs: number): Promise<void> {
  if (!signalGroup(group, "SIGTERM")) return;
  if (await groupIsGone(group, graceMs)) return;
  signalGroup(group, "SIGKILL");
  await groupIsGone(group, graceMs);
}

async function groupIsGone(group: number, withinMs: number): Promise<boolean> {
  for (let waited = 0; groupLives(group); waited += stepMs) {
    if (waited >= withinMs) return false;
    await Bun.sleep(stepMs);
  }
  return true;
}

/** Ends every process of the group without asking. */
export function killGroup(group: number): void {
  signalGroup(group, "SIGKILL");
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: the id is somebody else's by now, and none of our business.
    return false;
  }
}

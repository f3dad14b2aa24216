/** A person pressed Ctrl-C. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

const listeners: ((error: Interrupted) => void)[] = [];
let listening = false;

/** The newest listener hears Ctrl-C; with none, the process ends as it would by itself. Returns the way out. */
export function onInterrupt(listener: (error: Interrupted) => void): () => void {
  if (!listening) process.on("SIGINT", hear);
  listening = true;
  listeners.push(listener);
  return () => {
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
    if (listeners.length > 0 || !listening) return;
    process.off("SIGINT", hear);
    listening = false;
  };
}

function hear(): void {
  listeners.at(-1)?.(new Interrupted());
}

import type { Front } from "../../mcp/front/index.ts";

/** A front that is composed at the first client. */
export function lateFront(compose: () => Promise<Front>): Front {
  let composed: Front | undefined;
  let composing: Promise<Front> | undefined;
  let closed = false;

  async function front(): Promise<Front> {
    composing ??= compose().catch((error: unknown) => {
      // The next client may be luckier: a plugin that was missing may be there by then.
      composing = undefined;
      throw error;
    });
    composed = await composing;
    if (closed) await composed.close();
    return composed;
  }

  return {
    fetch: async (request, principal) => (await front()).fetch(request, principal),
    stream: async (stream, principal) => (await front()).stream(stream, principal),
    open: () => composed?.open() ?? 0,
    async close() {
      closed = true;
      await composed?.close();
    },
  };
}

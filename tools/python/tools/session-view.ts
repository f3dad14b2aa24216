import { z } from "zod";
import type { Session } from "../session/session.ts";

const checkpoint = z.string().describe("State of the session: exec takes it as from");

export const sessionView = z.object({
  session: z.string(),
  image: z.string(),
  checkpoint,
  programs: z.number().describe("How many programs it has run"),
  seed: z.number().optional().describe("Of a repeatable session"),
  epoch: z.string().optional().describe("When the clock of a repeatable session began"),
});

export type SessionView = z.output<typeof sessionView>;

export function viewOf({ id, checkpoint: at, header }: Session): SessionView {
  const { image, programs, fixed } = header;
  return {
    session: id,
    image,
    checkpoint: at,
    programs,
    ...(fixed && { seed: fixed.seed, epoch: new Date(fixed.epoch).toISOString() }),
  };
}

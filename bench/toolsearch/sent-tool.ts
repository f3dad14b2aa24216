import { z } from "zod";

/** A tool as its server sent it, but for what no search reads. */
export const sentTool = z.object({
  name: z.string().min(1),
  title: z.string().optional(),
  description: z.string().optional(),
  inputSchema: z.record(z.string(), z.json()),
  annotations: z.record(z.string(), z.json()).optional(),
});
export type SentTool = z.infer<typeof sentTool>;

import { z } from "zod";

export const onConflict = z.enum(["skip", "both", "force"]).default("skip");

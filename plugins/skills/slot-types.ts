export const slotTypes = ["text", "name", "date", "number", "path", "tag"] as const;
export type SlotType = (typeof slotTypes)[number];

import type { JsonObject } from "../../kernel/json.ts";

/** Files that the goal reads, beside what the office's tools answer. */
export const FILES = ["contracts/larkspur.md", "notes/larkspur.md"] as const;

export const GOAL =
  "Look up the customer Larkspur, then list the invoices of Larkspur, then search the newest mail for Larkspur, " +
  "then read contracts/larkspur.md, then list the support tickets of Larkspur, " +
  "then search the calendar for appointments with Larkspur, then read notes/larkspur.md, " +
  "then list the shipments to Larkspur";

export interface GoalCall extends JsonObject {
  /** `server__tool`. */
  readonly tool: string;
  readonly args: JsonObject;
}

/** What the goal asks for, step by step. */
export const CALLS: readonly GoalCall[] = [
  { tool: "crm__find_customer", args: { name: "Larkspur" } },
  { tool: "billing__list_invoices", args: { customer: "Larkspur" } },
  { tool: "mail__search_mail", args: { query: "Larkspur" } },
  { tool: "files__files_read", args: { path: FILES[0] } },
  { tool: "helpdesk__list_tickets", args: { customer: "Larkspur" } },
  { tool: "calendar__search_calendar", args: { query: "Larkspur" } },
  { tool: "files__files_read", args: { path: FILES[1] } },
  { tool: "shipping__list_shipments", args: { customer: "Larkspur" } },
];

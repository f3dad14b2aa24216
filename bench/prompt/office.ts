import type { JsonObject } from "../../kernel/json.ts";
import type { InProcessSpec } from "../../mcp/hub/index.ts";
import { type ServedTool, toolServer } from "../support/tool-server.ts";

const text = (description: string): JsonObject => ({ type: "string", description });
const day = (description: string): JsonObject => ({ type: "string", format: "date", description });
const limit: JsonObject = {
  type: "integer",
  minimum: 1,
  maximum: 100,
  default: 20,
  description: "Most results to answer with",
};
const texts = (description: string): JsonObject => ({
  type: "array",
  items: { type: "string" },
  minItems: 1,
  description,
});
const choice = (description: string, ...values: string[]): JsonObject => ({
  type: "string",
  enum: values,
  description,
});

/** What every tool here answers: about a kilobyte. */
export const ANSWER = `${"Larkspur Ltd, 12 Quay Road, account 4471, balance 310.20 EUR. ".repeat(16)}\n`;

/** The tools that a person of an office has connected besides our own, as such servers define them. */
export function officeServers(): InProcessSpec[] {
  return [
    toolServer("crm", {
      find_customer: tool(
        "Looks up a customer by name and answers with contact data, account manager and status.",
        { name: text("Name of the customer or a part of it"), limit },
        ["name"],
      ),
      update_customer: tool(
        "Changes the contact data of a customer; what is not given stays as it is.",
        {
          customer: text("Id or full name of the customer"),
          email: text("New e-mail address"),
          phone: text("New phone number with country code"),
          address: text("New postal address, lines separated by commas"),
        },
        ["customer"],
        "once",
      ),
    }),
    toolServer("billing", {
      list_invoices: tool(
        "Lists the invoices of a customer with number, date, amount and whether they are paid.",
        {
          customer: text("Name of the customer"),
          status: choice("Only invoices in this state", "draft", "open", "paid", "overdue"),
          since: day("Only invoices from this day on"),
          limit,
        },
        ["customer"],
      ),
      create_invoice: tool(
        "Creates a draft invoice for a customer with one line for each position.",
        {
          customer: text("Name of the customer"),
          currency: choice("Currency of all amounts", "EUR", "USD", "GBP", "CHF"),
          due: day("Day on which it is to be paid"),
          lines: {
            type: "array",
            minItems: 1,
            description: "Positions of the invoice",
            items: {
              type: "object",
              properties: {
                title: text("What is sold"),
                quantity: { type: "number", exclusiveMinimum: 0, description: "How many" },
                price: { type: "number", minimum: 0, description: "Price of one, without tax" },
              },
              required: ["title", "quantity", "price"],
            },
          },
        },
        ["customer", "lines"],
        "once",
      ),
    }),
    toolServer("mail", {
      search_mail: tool(
        "Searches the mail for words in subject, body or addresses, newest first.",
        {
          query: text("Words to look for"),
          folder: choice("Where to look", "inbox", "sent", "archive", "all"),
          since: day("Only mail from this day on"),
          limit,
        },
        ["query"],
      ),
      read_mail: tool(
        "Answers with one mail: headers, text and the names of its attachments.",
        { id: text("Id of the mail as search_mail answers it") },
        ["id"],
      ),
      send_mail: tool(
        "Sends a mail in the name of the user.",
        {
          to: texts("Addresses of the receivers"),
          cc: texts("Addresses of those who get a copy"),
          subject: text("Subject line"),
          body: text("Text of the mail, plain or Markdown"),
        },
        ["to", "subject", "body"],
        "once",
      ),
    }),
    toolServer("calendar", {
      search_calendar: tool(
        "Searches the calendar for appointments whose title, place or guests have the words.",
        {
          query: text("Words to look for"),
          from: day("First day to look at"),
          to: day("Last day to look at"),
          limit,
        },
        ["query"],
      ),
      create_appointment: tool(
        "Adds an appointment to the calendar and invites the guests.",
        {
          title: text("Title of the appointment"),
          start: { type: "string", format: "date-time", description: "Begin, with time zone" },
          minutes: { type: "integer", minimum: 5, maximum: 1440, description: "How long it takes" },
          place: text("Where it is, or a link"),
          guests: texts("Addresses of the guests"),
        },
        ["title", "start", "minutes"],
        "once",
      ),
    }),
    toolServer("helpdesk", {
      list_tickets: tool(
        "Lists the support tickets of a customer with subject, priority and state.",
        {
          customer: text("Name of the customer"),
          state: choice("Only tickets in this state", "new", "open", "waiting", "solved"),
          priority: choice("Only of this priority", "low", "normal", "high", "urgent"),
          limit,
        },
        ["customer"],
      ),
      answer_ticket: tool(
        "Adds an answer to a support ticket, seen by the customer unless it is internal.",
        {
          ticket: text("Number of the ticket"),
          body: text("Text of the answer"),
          internal: { type: "boolean", default: false, description: "Only for colleagues" },
        },
        ["ticket", "body"],
        "once",
      ),
    }),
    toolServer("shipping", {
      list_shipments: tool(
        "Lists the shipments to a customer with carrier, tracking number and expected day.",
        {
          customer: text("Name of the customer"),
          since: day("Only those sent from then on"),
          limit,
        },
        ["customer"],
      ),
      track_parcel: tool(
        "Says where a parcel is now and when it is expected.",
        {
          number: text("Tracking number"),
          carrier: choice("Who carries it", "dhl", "ups", "fedex", "post"),
        },
        ["number"],
      ),
    }),
    toolServer("chat", {
      post_message: tool(
        "Posts a message to a channel of the team chat.",
        {
          channel: text("Name of the channel without #"),
          message: text("The message in Markdown"),
          thread: text("Id of the message to answer to"),
        },
        ["channel", "message"],
        "once",
      ),
      list_channels: tool("Lists the channels of the team chat with their topics.", { limit }, []),
    }),
    toolServer("database", {
      run_query: tool(
        "Runs one SQL query that only reads and answers with its rows.",
        {
          sql: text("A single SELECT statement"),
          timeoutSeconds: { type: "integer", minimum: 1, maximum: 60, default: 10 },
        },
        ["sql"],
      ),
      describe_table: tool(
        "Answers with the columns, types and indexes of a table.",
        { table: text("Name of the table, with its schema") },
        ["table"],
      ),
    }),
    toolServer("tracker", {
      create_issue: tool(
        "Creates an issue in a project of the issue tracker.",
        {
          project: text("Key of the project"),
          title: text("One line that says what is wrong or wanted"),
          description: text("Details in Markdown"),
          labels: texts("Labels to put on it"),
          assignee: text("User name of who takes it"),
        },
        ["project", "title"],
        "once",
      ),
      list_issues: tool(
        "Lists the issues of a project in the issue tracker, newest first.",
        {
          project: text("Key of the project"),
          state: choice("Only issues in this state", "open", "closed"),
          limit,
        },
        ["project"],
      ),
    }),
  ];
}

function tool(
  description: string,
  properties: JsonObject,
  required: readonly string[],
  effect: "read" | "once" = "read",
): ServedTool {
  return {
    description,
    effect,
    inputSchema: {
      type: "object",
      properties,
      required: [...required],
      additionalProperties: false,
    },
    outputSchema: {
      type: "object",
      properties: { text: { type: "string" } },
      required: ["text"],
    },
    run: () => ({ text: ANSWER }),
  };
}

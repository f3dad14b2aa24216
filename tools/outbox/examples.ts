/** Goals as people type them, each with the call that meets it. Every text in `args` stands in the goal as it is. */
export const EXAMPLES = {
  send: [
    {
      goal: 'Send mail 014 to ada@example.org with the subject "Invoice 014" and the text "480 EUR, please."',
      args: {
        id: "014",
        to: "ada@example.org",
        subject: "Invoice 014",
        body: "480 EUR, please.",
      },
    },
    {
      goal: 'mail tom@example.com as m-7, subject "Lunch", saying "At noon?"',
      args: { id: "m-7", to: "tom@example.com", subject: "Lunch", body: "At noon?" },
    },
    {
      goal: 'Write to ines@example.net: subject "Plans", text "They are in the folder.", id plans-1',
      args: {
        id: "plans-1",
        to: "ines@example.net",
        subject: "Plans",
        body: "They are in the folder.",
      },
    },
    {
      goal: 'please send "Thank you!" to maren@example.org under the subject "Your parcel" as mail parcel.3',
      args: {
        id: "parcel.3",
        to: "maren@example.org",
        subject: "Your parcel",
        body: "Thank you!",
      },
    },
    {
      goal: 'Put a mail in the outbox: id 88, to desk@example.com, subject "Keys", body "Under the mat."',
      args: { id: "88", to: "desk@example.com", subject: "Keys", body: "Under the mat." },
    },
    {
      goal: 'email zoe@example.org "The proofs are late" with subject "Printer" and id pr-2',
      args: {
        id: "pr-2",
        to: "zoe@example.org",
        subject: "Printer",
        body: "The proofs are late",
      },
    },
  ],
  find: [
    { goal: "Has mail 014 been sent?", args: { id: "014" } },
    { goal: "is m-7 in the outbox", args: { id: "m-7" } },
    { goal: "Show me the mail plans-1", args: { id: "plans-1" } },
    { goal: "did mail parcel.3 go out?", args: { id: "parcel.3" } },
    { goal: "what did we write in mail 88?", args: { id: "88" } },
    { goal: "find the mail pr-2", args: { id: "pr-2" } },
  ],
  list: [
    { goal: "Which mails have we sent?", args: {} },
    { goal: "list the outbox", args: {} },
    { goal: "what is in the outbox?", args: {} },
    { goal: "Show me all mails that went out", args: {} },
    { goal: "Are the mails 014 and 015 out?", args: { ids: ["014", "015"] } },
    { goal: "has any mail been sent twice?", args: {} },
  ],
};

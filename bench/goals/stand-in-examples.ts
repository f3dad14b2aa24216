// Goals as people type them, each with the call that meets it; every text stands in the goal as it is.

export const MEMORY_RECALL = [
  { goal: "What do you remember about the Lisbon trip?", args: { query: "the Lisbon trip" } },
  {
    goal: "recall what I said about my sister's birthday",
    args: { query: "my sister's birthday" },
  },
  { goal: "Did I ever tell you the door code?", args: { query: "the door code" } },
  { goal: 'Look in your memory for "dentist appointment"', args: { query: "dentist appointment" } },
  {
    goal: "please remind me which paint colour we chose",
    args: { query: "which paint colour we chose" },
  },
  { goal: "what do you know about Ada's allergies", args: { query: "Ada's allergies" } },
  { goal: "Have we talked about solar panels before?", args: { query: "solar panels" } },
];

export const MEMORY_NOTE = [
  {
    goal: "Remember that the spare key is at the neighbour's",
    args: { text: "the spare key is at the neighbour's" },
  },
  { goal: 'Note: "Ada prefers tea"', args: { text: "Ada prefers tea" } },
  {
    goal: "please keep in mind that I am vegetarian",
    args: { text: "I am vegetarian" },
  },
  { goal: "don't forget my train leaves at 7:40", args: { text: "my train leaves at 7:40" } },
  {
    goal: "Make a note that the boiler was serviced in May",
    args: { text: "the boiler was serviced in May" },
  },
  {
    goal: "save to memory: the wifi network is called Heron",
    args: { text: "the wifi network is called Heron" },
  },
  {
    goal: "For the future you should know that invoices go to Jonas",
    args: { text: "invoices go to Jonas" },
  },
];

export const PYTHON_RUN = [
  { goal: "Run print(6 * 7) in Python", args: { code: "print(6 * 7)" } },
  { goal: "evaluate sum(range(101)) with python", args: { code: "sum(range(101))" } },
  {
    goal: "Execute the Python code `import math; print(math.pi)`",
    args: { code: "import math; print(math.pi)" },
  },
  { goal: "what does sorted([3, 1, 2]) give in Python?", args: { code: "sorted([3, 1, 2])" } },
  { goal: "python: len('supercalifragilistic')", args: { code: "len('supercalifragilistic')" } },
  { goal: "Can you compute 2**64 - 1 using Python please", args: { code: "2**64 - 1" } },
  {
    goal: "Use Python to run \"print('hello'.upper())\"",
    args: { code: "print('hello'.upper())" },
  },
];

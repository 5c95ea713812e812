const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();

/** The tabs that a first visitor finds, in the order in which to try them. */
export const examples = [
  {
    query: `# Sign in above, or try it without an account.
# Then run the tabs from left to right.
mutation Create {
  createTask(input: {
    title: "Water the plants"
    priority: HIGH
    tagNames: ["home"]
    due: {
      date: "${nextSunday()}"
      time: "09:00"
      timeZone: "${timeZone}"
    }
    recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU" }
  }) {
    task { id title due { at } series { summary } }
    eventId
  }
}
`,
  },
  {
    query: `# The filter language: #tag !high due:today text,
# side by side, with OR, NOT and parentheses.
query List($query: String) {
  tasks(
    query: $query
    sort: [{ field: DUE }]
    first: 20
  ) {
    totalCount
    nodes {
      id title status priority version
      due { date time at }
      tags { name color }
      series { summary upcoming(first: 3) { at } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: '{ "query": "status:open" }',
  },
  {
    query: `# Put an id of the list into the variables.
# Completing an occurrence makes the next one.
mutation Complete($id: ID!) {
  completeTask(id: $id) {
    task { title status completedAt version }
    eventId
  }
}
`,
    variables: '{ "id": "task_…" }',
  },
  {
    query: `# Everything that changes for you, as it happens:
# run it, then create a task in another window.
subscription Subscribe {
  changes {
    __typename id cursor type at
    actor { kind }
    ... on TaskChange {
      kind taskId version
      task { title status tags { name } }
    }
    ... on TagChange { kind tagId tag { name } }
    ... on ReminderChange { reminderId state }
  }
}
`,
  },
  {
    query: `# Goes on after the cursor of any event, or after
# a position taken before a read (run Position):
# none missed, none twice, or CURSOR_EXPIRED.
subscription Resume($after: String!) {
  taskChanges(after: $after, query: "status:open") {
    id cursor kind match
    task { id title status }
  }
}

query Position {
  streamCursor
}
`,
    variables: '{ "after": "" }',
  },
];

/** As an ISO 8601 date, in this browser's zone. */
function nextSunday(): string {
  const day = new Date();
  day.setDate(day.getDate() + 7 - day.getDay());
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(day);
}

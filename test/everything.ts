/** All that a user has, to show that nothing of it changed. */
export const everything = /* GraphQL */ `
  fragment Parts on Task {
    id title description status priority version deletedAt due { at } occurrenceKey
    parent { id } tags { id } reminders { id at state } series { id rule skipped ended version }
  }
  query {
    viewer { id name timeZone locale apiTokens { id name scopes } }
    tasks { nodes { ...Parts } }
    bin: tasks(filter: { deleted: true }) { nodes { ...Parts } }
    tags { nodes { id name color version } }
    savedFilters { id name query }
    conversations(first: 5) { nodes { id messages(first: 10) { nodes { id text complete actions { id state summary } } } } }
    notifications { nodes { id readAt } }
    webhooks { id url events enabled deliveries { eventId state } }
  }
`;

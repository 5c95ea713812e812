import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';

/** One for the page; emptied when its account signs out. */
export const api = new ApolloClient({
  link: new HttpLink({ uri: '/graphql', credentials: 'same-origin' }),
  cache: new InMemoryCache({
    typePolicies: {
      // What the stream or a mutation brings replaces what was there, in the order of the server.
      Task: { fields: { reminders: { merge: false }, tags: { merge: false } } },
      Series: { fields: { upcoming: { merge: false } } },
    },
  }),
});

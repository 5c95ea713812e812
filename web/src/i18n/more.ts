import i18next from 'i18next';
import { useTranslation } from 'react-i18next';

/** English texts that come with the screens that show them: the first screen has no room for them. */
export const more = {
  assistant: {
    conversations: 'Conversations',
    noConversations: 'No conversations yet.',
    earlier: 'Earlier',
    start: 'New conversation',
    messages: 'Messages',
    you: 'You',
    writing: 'The assistant is writing …',
    nothing: 'There was no answer to this.',
    empty: 'Ask about your tasks',
    emptyText:
      'It adds, finds, changes and sorts tasks. Before it deletes anything or changes many tasks, it asks you. Where no language model is set up on this server, the offline assistant answers: it understands simple sentences such as these.',
    examples: 'For example',
    input: 'Message to the assistant',
    placeholder: 'Ask, or say what is to be done',
    hint: 'Enter sends, Shift and Enter begin a new line.',
    send: 'Send',
    proposed: 'Proposed change',
    proposedText: 'None of it is done yet.',
    accept: 'Accept',
    reject: 'Reject',
    state: { DONE: 'Done', REJECTED: 'Rejected', FAILED: 'Not done' },
    line: { added: 'New:', removed: 'Goes:', changed: 'Changed:' },
    gone: 'This conversation is not here any more.',
    wait_one: 'Too many messages. Try again in {{count}} second.',
    wait_other: 'Too many messages. Try again in {{count}} seconds.',
    waitLonger: 'That was enough for today. It goes on at {{at}}.',
    decided: 'This was decided the other way before.',
    forbidden: 'Only who is signed in themselves may do this.',
    unavailable: 'The assistant can’t be reached now. Try again in a moment.',
  },
  apps: {
    label: 'Connected apps',
    text: 'Programs of others that you let into your account, such as agents. Each can do what it says here and no more.',
    none: 'No app is connected.',
    unnamed: 'An app without a name',
    since: 'since {{at}}',
    offline: 'also while you are away',
    disconnect: 'Disconnect',
    disconnectNamed: 'Disconnect “{{name}}”',
    sure: 'All that this app can do ends at once. It has to ask you anew.',
  },
  feeds: {
    label: 'Calendar feeds',
    text: 'A private address that a calendar program subscribes to, to show your tasks. Whoever has it reads these tasks.',
    new: 'New feed',
    make: 'Make the feed',
    what: 'Tasks',
    all: 'All tasks',
    goneFilter: 'A saved filter',
    component: 'As',
    components: { VTODO: 'to-dos', VEVENT: 'events' },
    componentHelp: 'Take events where your calendar knows no to-dos; only tasks with a due date are among them.',
    made: 'made {{at}}',
    read: 'last read {{at}}',
    unread: 'never read',
    renew: 'New address',
    renewNamed: 'New address for “{{name}}”',
    renewSure: 'The address it has now ends at once.',
    revoke: 'Revoke',
    revokeNamed: 'Revoke “{{name}}”',
    revokeSure: 'Calendars that subscribed to this address get nothing more, at once.',
  },
} as const;

// What imports this is loaded, so that its texts are there before it is shown.
i18next.addResourceBundle('en', 'more', more);

/** As `useTranslation`, for these texts. */
export const useMore = () => useTranslation('more');

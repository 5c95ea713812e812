/** For how long a reminder can be put off. */
export const snoozes = [
  { duration: 'PT15M', key: 'reminder.minutes15' },
  { duration: 'PT1H', key: 'reminder.hour' },
  { duration: 'P1D', key: 'reminder.day' },
] as const;

/** What the demo user does all year. */

export const tagNames = ['work', 'home', 'errands', 'health', 'reading', 'garden', 'money'] as const;

/** What repeats. */
export const chores = [
  { title: 'Water the plants', rule: 'FREQ=WEEKLY;BYDAY=SA', tag: 'garden', time: '10:00:00' },
  { title: 'Weekly review', rule: 'FREQ=WEEKLY;BYDAY=FR', tag: 'work', time: '16:00:00' },
  { title: 'Pay rent', rule: 'FREQ=MONTHLY;BYMONTHDAY=1', tag: 'money', time: '09:00:00' },
  { title: 'Back up the laptop', rule: 'FREQ=MONTHLY;BYDAY=-1SU', tag: 'home', time: '18:00:00' },
  { title: 'Change the furnace filter', rule: 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15', tag: 'home', time: '11:00:00' },
  { title: 'Dentist check-up', rule: 'FREQ=MONTHLY;INTERVAL=6', tag: 'health', time: '08:30:00' },
] as const;

export const errands = [
  'Buy birthday present for Mum',
  'Return the library books',
  'Pick up the parcel',
  'Renew the passport',
  'Get new running shoes',
  'Book train tickets to Lyon',
  'Call the plumber about the kitchen tap',
  'Order new contact lenses',
  'Take the winter coats to the cleaner',
  'Fix the squeaky door',
  'Replace the smoke detector batteries',
  'Cancel the gym trial',
  'Send the signed lease to the landlord',
  'Buy stamps',
  'Recycle the old printer',
  'Ask Sam for the lasagne recipe',
  'Plan the weekend in the mountains',
  'Read “The 5th Wave”',
  'Finish the photo album',
  'Repot the basil',
  'Compare health insurance offers',
  'Write a thank-you note to Grandpa',
  'Vaccination appointment',
  'Sort the receipts for the tax return',
] as const;

export const projects = [
  'Draft the quarterly report',
  'Review the onboarding pull request',
  'Prepare slides for the all-hands',
  'Interview the design candidate',
  'Update the incident runbook',
  'Migrate the billing database',
  'Reply to the customer about the export',
  'Write the release notes',
  'Set up the staging cluster',
  'Estimate the search redesign',
  'Clean up feature flags',
  'One-on-one with Priya',
  'Profile the slow dashboard',
  'Renew the TLS certificates',
  'Plan the retro',
  'Fix the flaky calendar test',
] as const;

import { IconChevronDown, IconChevronsUp, IconEqual, IconMinus, type IconProps } from '@tabler/icons-react';
import type { Priority } from '../api/generated/operations.ts';

export const priorities: readonly Priority[] = ['HIGH', 'MEDIUM', 'LOW', 'NONE'];
const icons = { HIGH: IconChevronsUp, MEDIUM: IconEqual, LOW: IconChevronDown, NONE: IconMinus } as const;
export const priorityColor: Record<Priority, string> = {
  HIGH: 'var(--rondo-high)',
  MEDIUM: 'var(--rondo-medium)',
  LOW: 'var(--rondo-low)',
  NONE: 'var(--rondo-none)',
};

/** A shape of its own for each, beside its colour. */
export function PriorityIcon({ priority, ...props }: { priority: Priority } & IconProps) {
  const Icon = icons[priority];
  return <Icon size={16} stroke={2} color={priorityColor[priority]} aria-hidden {...props} />;
}

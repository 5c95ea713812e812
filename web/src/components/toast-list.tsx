import { Notifications } from '@mantine/notifications';

export default function ToastList() {
  return <Notifications position="bottom-center" limit={3} />;
}

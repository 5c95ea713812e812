// Part of the service worker: shows what the server pushes, and opens the task that it is about.
addEventListener('push', (event) => {
  const { title = 'Rondo', body = '', url = '/today', tag } = event.data?.json() ?? {};
  event.waitUntil(registration.showNotification(title, { body, tag, icon: '/icon-192.png', data: { url } }));
});

addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url = '/today' } = event.notification.data ?? {};
  event.waitUntil(
    clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async ([page]) => {
      if (!page) return clients.openWindow(url);
      await page.focus();
      return page.navigate(url);
    }),
  );
});

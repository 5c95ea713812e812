/** What a mail says: plain text, whoever wrote it. */
export interface MailBody {
  heading: string;
  paragraphs: readonly string[];
  /** An http or https URL. */
  action?: { label: string; url: string };
  /** Why the reader gets this mail. */
  footer: string;
}

/** The same body as plain text and as HTML, in which nothing of the text is markup. Throws where the action's URL is no http or https URL. */
export function renderMailBody({ heading, paragraphs, action, footer }: MailBody): { text: string; html: string } {
  if (action && !/^https?:\/\//.test(action.url))
    throw new Error(`An http or https URL was expected, not ${action.url}.`);
  const text = [heading, ...paragraphs, ...(action ? [`${action.label}: ${action.url}`] : []), `-- \n${footer}`];
  const style = 'font-family:system-ui,sans-serif;line-height:1.5;max-width:36rem;margin:0 auto;padding:1.5rem';
  const html = [
    '<!doctype html>',
    `<html lang="en"><body style="${style}">`,
    `<h1 style="font-size:1.25rem">${escapeHtml(heading)}</h1>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(action ? [`<p><a href="${escapeHtml(action.url)}">${escapeHtml(action.label)}</a></p>`] : []),
    `<p style="font-size:.85rem;opacity:.7">${escapeHtml(footer)}</p>`,
    '</body></html>',
  ];
  return { text: `${text.join('\n\n')}\n`, html: `${html.join('\n')}\n` };
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

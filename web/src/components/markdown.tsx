import { Typography } from '@mantine/core';
import MarkdownIt from 'markdown-it';
import { useMemo } from 'react';

// `html: false`: tags in the text are shown, not obeyed. markdown-it itself refuses javascript:, vbscript:, file: and data: links.
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
const image = markdown.renderer.rules.image;
// Images of other sites would tell them who reads what and when: a link to them stays.
markdown.renderer.rules.image = (tokens, index, options, environment, self) => {
  const token = tokens[index];
  const source = token?.attrGet('src');
  if (!token || typeof source !== 'string') return image?.(tokens, index, options, environment, self) ?? '';
  const { escapeHtml } = markdown.utils;
  return `<a href="${escapeHtml(source)}" target="_blank" rel="noopener noreferrer nofollow">${escapeHtml(token.content || source)}</a>`;
};
markdown.renderer.rules.link_open = (tokens, index, options, _environment, self) => {
  const token = tokens[index];
  token?.attrSet('target', '_blank');
  token?.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, index, options);
};

export default function Markdown({ text }: { text: string }) {
  const html = useMemo(() => markdown.render(text), [text]);
  return (
    <Typography
      dir="auto"
      fz="sm"
      style={{ overflowWrap: 'anywhere' }}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: markdown-it made it, with HTML in the text escaped
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

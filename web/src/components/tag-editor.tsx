import { Button, ColorInput, Divider, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useAccount, useTags } from '../account/account.ts';
import { DeleteTagDocument, MergeTagsDocument, UpdateTagDocument } from '../api/generated/operations.ts';
import { request } from '../api/request.ts';
import type { Tag } from '../replica/types.ts';
import { useAttempt } from './attempt.ts';

/** Dark enough, and far enough from one another, to be told apart on both grounds. */
const swatches = [
  '#4c6ef5',
  '#228be6',
  '#15aabf',
  '#12b886',
  '#40c057',
  '#fab005',
  '#fd7e14',
  '#fa5252',
  '#e64980',
  '#7950f2',
  '#868e96',
];

/** A tag's name and colour; what becomes of its tasks where it is one too many. */
export default function TagEditor({ tag, onClose }: { tag: Tag; onClose: () => void }) {
  const { t } = useTranslation();
  const { replica } = useAccount();
  const [, go] = useLocation();
  const others = useTags().filter(({ id }) => id !== tag.id);
  const attempt = useAttempt();
  const [color, setColor] = useState(tag.color);
  const [into, setInto] = useState<string | null>(null);
  const [deleting, setDeleting] = useState(false);
  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    const saved = await attempt(async () => {
      const { updateTag } = await request(UpdateTagDocument, { id: tag.id, input: { name, color } });
      replica.putTags([updateTag.tag]);
    });
    if (saved) onClose();
  };
  const merge = async (target: string) => {
    const merged = await attempt(async () => {
      const { mergeTags } = await request(MergeTagsDocument, { from: [tag.id], into: target });
      replica.putTags([mergeTags.tag]);
      replica.removeTag(tag.id);
    });
    if (!merged) return;
    onClose();
    go(`/tags/${target}`);
  };
  const remove = async () => {
    const removed = await attempt(async () => {
      await request(DeleteTagDocument, { id: tag.id });
      replica.removeTag(tag.id);
    });
    if (!removed) return;
    onClose();
    go('/all');
  };
  return (
    <Modal opened onClose={onClose} title={t('tagEditor.edit')} closeButtonProps={{ 'aria-label': t('app.close') }}>
      <Stack>
        <form onSubmit={save}>
          <Stack gap="sm">
            <TextInput
              name="name"
              label={t('tagEditor.name')}
              defaultValue={tag.name}
              required
              maxLength={100}
              dir="auto"
              data-autofocus
            />
            <ColorInput
              label={t('tagEditor.color')}
              format="hex"
              swatches={swatches}
              value={color}
              onChange={setColor}
              withEyeDropper={false}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('app.cancel')}
              </Button>
              <Button type="submit">{t('app.save')}</Button>
            </Group>
          </Stack>
        </form>
        {others.length > 0 && (
          <>
            <Divider />
            <Text size="sm" className="quiet">
              {t('tagEditor.mergeText')}
            </Text>
            <Group align="flex-end">
              <Select
                flex={1}
                label={t('tagEditor.mergeInto')}
                searchable
                data={others.map(({ id, name }) => ({ value: id, label: name }))}
                value={into}
                onChange={setInto}
              />
              <Button variant="default" disabled={into === null} onClick={() => into !== null && merge(into)}>
                {t('tagEditor.merge')}
              </Button>
            </Group>
          </>
        )}
        <Divider />
        <Text size="sm" className="quiet">
          {t('tagEditor.deleteText')}
        </Text>
        <Group justify="flex-end">
          {deleting ? (
            <>
              <Button variant="default" onClick={() => setDeleting(false)}>
                {t('app.cancel')}
              </Button>
              <Button color="red" onClick={remove}>
                {t('tagEditor.deleteSure')}
              </Button>
            </>
          ) : (
            <Button color="red" variant="light" onClick={() => setDeleting(true)}>
              {t('tagEditor.delete')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

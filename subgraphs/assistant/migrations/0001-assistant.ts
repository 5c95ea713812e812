import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Assistant0001 extends Migration {
  override name = '0001-assistant';

  override up(): void {
    this.addSql(`
      create table assistant.conversation (
        id text primary key,
        owner_id text not null,
        title text not null,
        is_inbox boolean not null,
        created_at timestamptz(3) not null
      )`);
    // Where agents other than the assistant put what they propose: one a user.
    this.addSql(`create unique index conversation_inbox on assistant.conversation (owner_id) where is_inbox`);
    this.addSql(`create index conversation_owner on assistant.conversation (owner_id, id)`);
    // Checked at the end: a transaction makes a conversation with its messages in any order.
    this.addSql(`
      create table assistant.message (
        id text primary key,
        owner_id text not null,
        conversation_id text not null references assistant.conversation on delete cascade deferrable initially deferred,
        role text not null check (role in ('USER', 'ASSISTANT')),
        text text not null,
        complete boolean not null,
        created_at timestamptz(3) not null
      )`);
    this.addSql(`create index message_conversation on assistant.message (conversation_id, id)`);
    this.addSql(`create index message_unfinished on assistant.message (created_at) where not complete`);
    this.addSql(`
      create table assistant.action (
        id text primary key,
        owner_id text not null,
        message_id text not null references assistant.message on delete cascade deferrable initially deferred,
        tool text not null,
        summary text not null,
        state text not null check (state in ('DONE', 'NEEDS_CONFIRMATION', 'REJECTED', 'FAILED')),
        changes jsonb,
        expires_at timestamptz(3),
        claimed_at timestamptz(3)
      )`);
    this.addSql(`create index action_message on assistant.action (message_id, id)`);
    for (const table of ['conversation', 'message', 'action']) this.addSql(ownerPolicy(`assistant.${table}`));
  }
}

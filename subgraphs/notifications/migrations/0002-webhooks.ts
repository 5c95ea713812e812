import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Notifications0002 extends Migration {
  override name = '0002-webhooks';

  override up(): void {
    this.addSql(`
      create table notifications.webhook (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        url text not null,
        events text[] not null,
        enabled boolean not null,
        disabled_reason text,
        secret text not null,
        previous_secret text,
        previous_until timestamptz(3),
        failures integer not null default 0,
        failing_since timestamptz(3),
        created_at timestamptz(3) not null,
        check ((previous_secret is null) = (previous_until is null)),
        check ((failures = 0) = (failing_since is null))
      )`);
    this.addSql(`create index webhook_owner on notifications.webhook (owner_id)`);
    this.addSql(ownerPolicy('notifications.webhook'));

    // An owner's events as they are sent, in the order of the stream: what is delivered, and what can be replayed.
    this.addSql(`
      create table notifications.webhook_event (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        position bigint generated always as identity,
        type text not null,
        subject text collate "C" not null,
        body text not null,
        kept_since timestamptz(3) not null default now()
      )`);
    this.addSql(`create index webhook_event_stream on notifications.webhook_event (owner_id, position)`);
    this.addSql(`create index webhook_event_kept_since on notifications.webhook_event (kept_since)`);
    this.addSql(ownerPolicy('notifications.webhook_event'));

    this.addSql(`
      create table notifications.webhook_delivery (
        webhook_id text collate "C" not null references notifications.webhook (id) on delete cascade,
        event_id text collate "C" not null references notifications.webhook_event (id) on delete cascade,
        owner_id text collate "C" not null,
        position bigint not null,
        lane text collate "C" not null,
        state text not null check (state in ('PENDING', 'DELIVERED', 'FAILED')),
        attempts integer not null,
        claims integer not null,
        last_status integer,
        last_error text,
        since timestamptz not null,
        next_attempt_at timestamptz,
        delivered_at timestamptz(3),
        primary key (webhook_id, event_id),
        check (next_attempt_at is null or state = 'PENDING')
      )`);
    this.addSql(
      `create index webhook_delivery_next on notifications.webhook_delivery (webhook_id, next_attempt_at) where next_attempt_at is not null`,
    );
    this.addSql(
      `create index webhook_delivery_lane on notifications.webhook_delivery (webhook_id, lane, position) where state = 'PENDING'`,
    );
    this.addSql(`create index webhook_delivery_log on notifications.webhook_delivery (webhook_id, position desc)`);
    this.addSql(`create index webhook_delivery_event on notifications.webhook_delivery (event_id)`);
    this.addSql(ownerPolicy('notifications.webhook_delivery'));
  }
}

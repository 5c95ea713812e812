import { Migration } from '@mikro-orm/migrations';
import { ownerPolicy } from '@rondo/platform/database/row-level-security.ts';

export class Notifications0001 extends Migration {
  override name = '0001-notifications';

  override up(): void {
    this.addSql(`
      create table notifications.task (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        title text not null,
        due jsonb,
        open boolean not null,
        version integer not null,
        occurrence_of text collate "C"
      )`);
    this.addSql(`create index task_owner on notifications.task (owner_id)`);
    this.addSql(
      `create index task_occurrence_of on notifications.task (occurrence_of) where occurrence_of is not null`,
    );
    this.addSql(ownerPolicy('notifications.task'));

    this.addSql(`
      create table notifications.reminder (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        task_id text collate "C" not null,
        asked_at timestamptz(3),
        before text,
        channels text[] not null,
        state text not null
          check (state in ('SCHEDULED', 'SENT', 'FAILED', 'ACKNOWLEDGED', 'SNOOZED', 'CANCELLED')),
        at timestamptz(3) not null,
        fire_at timestamptz(3),
        snoozed_until timestamptz(3),
        firing integer not null default 0,
        created_at timestamptz(3) not null,
        check ((asked_at is null) <> (before is null)),
        check (fire_at is null or state in ('SCHEDULED', 'SNOOZED'))
      )`);
    this.addSql(`create index reminder_fire_at on notifications.reminder (fire_at) where fire_at is not null`);
    this.addSql(`create index reminder_task on notifications.reminder (task_id)`);
    this.addSql(`create index reminder_owner on notifications.reminder (owner_id)`);
    this.addSql(ownerPolicy('notifications.reminder'));

    this.addSql(`
      create table notifications.delivery (
        reminder_id text collate "C" not null references notifications.reminder (id) on delete cascade,
        firing integer not null,
        channel text not null check (channel in ('IN_APP', 'EMAIL', 'WEB_PUSH')),
        owner_id text collate "C" not null,
        state text not null check (state in ('PENDING', 'DELIVERED', 'FAILED')),
        attempts integer not null,
        last_error text,
        delivered_at timestamptz(3),
        next_attempt_at timestamptz,
        reached text[] not null default '{}',
        primary key (reminder_id, firing, channel)
      )`);
    this.addSql(
      `create index delivery_next on notifications.delivery (channel, next_attempt_at) where next_attempt_at is not null`,
    );
    this.addSql(ownerPolicy('notifications.delivery'));

    this.addSql(`
      create table notifications.notification (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        task_id text collate "C",
        title text not null,
        body text not null,
        read_at timestamptz(3),
        created_at timestamptz(3) not null
      )`);
    this.addSql(`create index notification_newest on notifications.notification (owner_id, created_at desc, id desc)`);
    this.addSql(
      `create index notification_unread on notifications.notification (owner_id, created_at desc, id desc) where read_at is null`,
    );
    this.addSql(`create index notification_task on notifications.notification (task_id) where task_id is not null`);
    this.addSql(ownerPolicy('notifications.notification'));

    this.addSql(`
      create table notifications.push_subscription (
        id text collate "C" primary key,
        owner_id text collate "C" not null,
        endpoint text not null,
        p256dh text not null,
        auth text not null,
        created_at timestamptz(3) not null
      )`);
    this.addSql(
      `create unique index push_subscription_endpoint on notifications.push_subscription (owner_id, endpoint)`,
    );
    this.addSql(`create index push_subscription_taken on notifications.push_subscription (endpoint)`);
    this.addSql(ownerPolicy('notifications.push_subscription'));

    // When the wake-up job comes. One row, nobody's: see src/alarm.ts.
    this.addSql(`
      create table notifications.alarm (
        one boolean primary key default true check (one),
        at timestamptz
      )`);
    this.addSql(`insert into notifications.alarm default values`);
  }
}

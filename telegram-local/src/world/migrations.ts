// Each entry takes world.db one version further; an entry that was released is never changed.
// A row holds what we look up by, and a JSON body with the rest. A box numbers messages: a channel's id, or a bot's for its private chats.

export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE users (id INTEGER PRIMARY KEY, token TEXT UNIQUE, body TEXT NOT NULL);
  CREATE TABLE channels (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE members (
    chat INTEGER NOT NULL, user INTEGER NOT NULL, status TEXT NOT NULL, PRIMARY KEY (chat, user)
  ) WITHOUT ROWID;
  CREATE TABLE media (id TEXT PRIMARY KEY, generation INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL);
  CREATE TABLE messages (
    box INTEGER NOT NULL, id INTEGER NOT NULL, chat INTEGER NOT NULL, media TEXT REFERENCES media (id),
    deleted INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL, PRIMARY KEY (box, id)
  ) WITHOUT ROWID;
  CREATE INDEX messages_media ON messages (media) WHERE media IS NOT NULL;
  CREATE TABLE updates (
    bot INTEGER NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, created INTEGER NOT NULL,
    media TEXT, body TEXT NOT NULL, PRIMARY KEY (bot, id)
  ) WITHOUT ROWID;
  CREATE TABLE webhooks (bot INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE uploads (
    key TEXT PRIMARY KEY, file TEXT NOT NULL, touched INTEGER NOT NULL, part_size INTEGER, content TEXT
  );
  CREATE TABLE upload_parts (
    key TEXT NOT NULL, part INTEGER NOT NULL, length INTEGER NOT NULL, held BLOB, PRIMARY KEY (key, part)
  );
  `,
  `
  ALTER TABLE members ADD COLUMN may_delete INTEGER NOT NULL DEFAULT 1;
  `,
]

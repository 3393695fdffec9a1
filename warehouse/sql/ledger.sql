CREATE SCHEMA IF NOT EXISTS internal;

CREATE TABLE IF NOT EXISTS internal.migrations (
  version INTEGER PRIMARY KEY,
  name VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL,
  applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE internal.migrations IS 'One row per migration applied to this file, in order; written by warehouse/migrate.py.';
COMMENT ON COLUMN internal.migrations.version IS 'Number of the migration, from 1 without gaps.';
COMMENT ON COLUMN internal.migrations.name IS 'File name of the migration without its ending.';
COMMENT ON COLUMN internal.migrations.sha256 IS 'Hex digest of the migration as it was applied: a migration never changes afterwards.';
COMMENT ON COLUMN internal.migrations.applied_at IS 'When it was applied.';

"""The relational store: tables, migrations, upserts, ledger and derivation."""

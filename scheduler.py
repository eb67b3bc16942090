"""The clock: due slots from sources.toml and the ledger become child processes, then aggregates."""

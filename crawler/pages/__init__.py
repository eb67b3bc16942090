"""What pages say: one module a site, each a function of (url, body, observed_at)."""

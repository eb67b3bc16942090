"""The fair: a demonstration market with known truth."""

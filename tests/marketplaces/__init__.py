"""Small imitations of the marketplaces: each speaks its site's addresses and formats; what they hold is known."""

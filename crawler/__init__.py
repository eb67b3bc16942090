"""Where to go and what a page says: spiders, pages, the archive and the commands."""
